import { RATE_SPAN_MS } from './standing.ts';

export const SECOND_MS = 1_000;
/** So many seconds a request counts. */
export const SPAN_S = RATE_SPAN_MS / SECOND_MS;

/** When requests came, second by second, as far as samples of how many count tell. */
export interface Arrivals {
  /** In the minute before the first sample. */
  readonly before: readonly number[];
  /** Between each sample and the next. */
  readonly sampled: readonly number[];
  /** Of those before, how many may have come in another second of that minute. */
  readonly uncertain: number;
}

/**
 * A count changes by those that come within a second, less those that came in the same second of the minute before. So
 * everything follows from the minute before the first sample. Of that the sum is known, which is the first sample, and how
 * many came at least in each second, since none of those that follow can be below zero; for the rest they are taken to be
 * as even as they can be.
 *
 * @param counts requests within the last minute, one sample a second, the newest last
 */
export function arrivalsOf(counts: readonly number[]): Arrivals {
  const changes = counts.slice(1).map((count, index) => count - (counts[index] ?? 0));
  const least = Array.from({ length: SPAN_S }, (_, second) => {
    let sum = 0;
    let lowest = 0;
    for (let index = second; index < changes.length; index += SPAN_S) {
      sum += changes[index] ?? 0;
      lowest = Math.min(lowest, sum);
    }
    return -lowest;
  });
  const before = evened(least, counts[0] ?? 0);
  const all = [...before];
  for (const [index, change] of changes.entries()) all.push(change + (all[index] ?? 0));
  return {
    before,
    sampled: all.slice(SPAN_S),
    uncertain: before.reduce((sum, count, second) => sum + count - (least[second] ?? 0), 0),
  };
}

/** Adds up to a sum where it can, as evenly as there can be so many at least in each place. */
function evened(least: readonly number[], sum: number): number[] {
  let left = sum;
  for (const [index, count] of least.toSorted((one, other) => other - one).entries()) {
    const level = left / (least.length - index);
    if (count <= level) return least.map((one) => Math.max(one, level));
    left -= count;
  }
  return [...least];
}

/** Requests that are sent together come within so many seconds. */
const BLOCK_S = 5;
/** Of the square of a normal deviate. */
const MEDIAN_SQUARE = 0.455;

/**
 * The variance of arrivals by their mean, from how neighbouring blocks of seconds differ: 1 where requests come one by one
 * (Poisson), more where they come in batches. By the median, so that no change of the rate counts.
 */
export function batchingOf(arrivals: readonly number[]): number {
  const blocks: number[] = [];
  for (let start = arrivals.length % BLOCK_S; start < arrivals.length; start += BLOCK_S) {
    blocks.push(arrivals.slice(start, start + BLOCK_S).reduce((sum, count) => sum + count, 0));
  }
  const squares = blocks
    .slice(1)
    .map((count, index) => ({ count, before: blocks[index] ?? 0 }))
    .filter(({ count, before }) => count + before > 0)
    .map(({ count, before }) => (count - before) ** 2 / (count + before))
    .toSorted((one, other) => one - other);
  const median =
    ((squares[Math.ceil(squares.length / 2) - 1] ?? 0) + (squares[Math.floor(squares.length / 2)] ?? 0)) / 2;
  return Math.max(1, median / MEDIAN_SQUARE);
}
