import { monitorEventLoopDelay } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';

/** What some work put this process to while it went on. */
export interface Strain<T> {
  readonly value: T;
  /** The most that heap and buffers grew by, garbage included. */
  readonly grownBytes: number;
  /** The longest that a timer had to wait. */
  readonly longestBlockMs: number;
}

const SAMPLE_MS = 10;

/** Measures `work`, which must let timers run now and then. */
export async function strainOf<T>(work: () => Promise<T>): Promise<Strain<T>> {
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  const before = usedBytes();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, usedBytes());
  }, SAMPLE_MS);
  delay.enable();
  try {
    const value = await work();
    // A timer's delay is known once it fires: that of a block at the very end, after one more tick.
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    return { value, grownBytes: Math.max(most, usedBytes()) - before, longestBlockMs: delay.max / 1e6 };
  } finally {
    delay.disable();
    clearInterval(timer);
  }
}

function usedBytes(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
