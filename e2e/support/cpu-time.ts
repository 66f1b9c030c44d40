/** How long the processor was at work, in milliseconds: what else a busy machine does meanwhile is no part of it. */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** A difference in times this short is noise. */
const LEAST_CPU_MS = 50;

/**
 * Whether the processor is at work for the larger no more than `limit` times as long as for the smaller: how its time
 * grows is the same on a slow machine. Seen once is enough of three times: a machine may slow down between the two.
 */
export function cpuGrowsAtMost(limit: number, smaller: () => void, larger: () => void): boolean {
  return [1, 2, 3].some(() => cpuMsOf(larger) <= limit * Math.max(cpuMsOf(smaller), LEAST_CPU_MS));
}
