/** How long the processor was at work, in milliseconds: what else a busy machine does meanwhile is no part of it. */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
