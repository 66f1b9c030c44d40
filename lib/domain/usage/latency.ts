import type { Percentiles } from '#lib/contract/usage-report.ts';
import { bucketOf, percentile } from './histogram.ts';

/** How many durations fell into each bucket of {@link bucketOf}. */
export type Histogram = Map<number, number>;

export function addDuration(histogram: Histogram, ms: number): void {
  addCount(histogram, bucketOf(ms), 1);
}

export function addCount(histogram: Histogram, bucket: number, count: number): void {
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
}

export function addHistogram(histogram: Histogram, other: ReadonlyMap<number, number>): void {
  for (const [bucket, count] of other) addCount(histogram, bucket, count);
}

/** What takes these off another one again. */
export const negativeHistogram = (histogram: ReadonlyMap<number, number>): Histogram =>
  new Map([...histogram].map(([bucket, count]) => [bucket, -count]));

/** As it is kept: `12:3 13:1`, three durations in bucket 12 and one in 13. */
export const writeHistogram = (histogram: ReadonlyMap<number, number>): string =>
  [...histogram]
    .sort(([first], [second]) => first - second)
    .map(([bucket, count]) => `${bucket}:${count}`)
    .join(' ');

/** Adds what was kept. @throws Error for what nobody kept so */
export function addWritten(histogram: Histogram, text: string): void {
  if (text === '') return;
  for (const entry of text.split(' ')) {
    const colon = entry.indexOf(':');
    const [bucket, count] = [Number(entry.slice(0, colon)), Number(entry.slice(colon + 1))];
    if (colon < 1 || !Number.isSafeInteger(bucket) || !Number.isSafeInteger(count)) {
      throw new Error(`Not a histogram: ${text}`);
    }
    addCount(histogram, bucket, count);
  }
}

/** @returns `null` where nothing was counted */
export function percentilesOf(histogram: ReadonlyMap<number, number>): Percentiles | null {
  const count = [...histogram.values()].reduce((sum, some) => sum + some, 0);
  if (count === 0) return null;
  const share = (of: number) => percentile(histogram, of) ?? 0;
  return { count, p50: share(0.5), p95: share(0.95), p99: share(0.99) };
}
