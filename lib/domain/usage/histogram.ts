/** Each bucket's upper bound is so many times its lower one: a percentile is off by at most {@link RELATIVE_ERROR}. */
export const BUCKET_GROWTH = 1.1;

/** Half a bucket: (1.1 − 1) / (1.1 + 1), as in DDSketch (Masson, Rim, Lee: VLDB 2019). */
export const RELATIVE_ERROR = (BUCKET_GROWTH - 1) / (BUCKET_GROWTH + 1);

/** The bucket of a duration in milliseconds; 0 holds all up to one millisecond. */
export const bucketOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(BUCKET_GROWTH)));

/** The duration that a bucket stands for, in milliseconds. */
export const msOfBucket = (bucket: number): number => (2 * BUCKET_GROWTH ** bucket) / (BUCKET_GROWTH + 1);

/**
 * A percentile of durations that were put into buckets.
 *
 * @param counts how many fell into each bucket
 * @param share 0.95 for p95
 * @returns milliseconds; undefined when there are none
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bucket, count] of [...counts].sort(([first], [second]) => first - second)) {
    left -= count;
    if (left <= 0) return msOfBucket(bucket);
  }
  return undefined;
}
