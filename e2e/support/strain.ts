import { memoryUsage, threadCpuUsage } from 'node:process';

/** What some work put this process to while it went on. */
export interface Strain<T> {
  readonly value: T;
  /** The most that heap and buffers grew by, garbage included. */
  readonly grownBytes: number;
  /** The most that this thread worked at a stretch, with nothing else having its turn; not what a busy machine adds. */
  readonly longestBlockMs: number;
}

const SAMPLE_MS = 10;

/** Measures `work`. */
export async function strainOf<T>(work: () => Promise<T>): Promise<Strain<T>> {
  const before = usedBytes();
  let most = before;
  let longestBlockMs = 0;
  let lastMs = workedMs();
  const sample = () => {
    most = Math.max(most, usedBytes());
    const nowMs = workedMs();
    longestBlockMs = Math.max(longestBlockMs, nowMs - lastMs);
    lastMs = nowMs;
  };
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    const value = await work();
    sample();
    return { value, grownBytes: most - before, longestBlockMs };
  } finally {
    clearInterval(timer);
  }
}

function usedBytes(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}

function workedMs(): number {
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}
