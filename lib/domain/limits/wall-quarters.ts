import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { WallClock } from '#lib/std/wall-clock.ts';

export const QUARTERS_OF_DAY = 96;

/**
 * Quarters of an hour in a row, as the wall clock numbers them, both from 1970 on. The clock is asked once a day, and for
 * each quarter only on days on which it is changed: to ask it costs microseconds.
 *
 * @param first its number in UTC
 */
export function wallQuarters(clock: WallClock, first: number, length: number): number[] {
  const aheadMs = (quarter: number) => clock(quarter * QUARTER_MS) - quarter * QUARTER_MS;
  const numbers: number[] = [];
  let aheadAtStartMs = aheadMs(first);
  for (let start = first; start < first + length; start += QUARTERS_OF_DAY) {
    const end = Math.min(start + QUARTERS_OF_DAY, first + length);
    const aheadAtEndMs = aheadMs(end);
    for (let quarter = start; quarter < end; quarter++) {
      const ahead = aheadAtStartMs === aheadAtEndMs ? aheadAtStartMs : aheadMs(quarter);
      numbers.push(quarter + Math.floor(ahead / QUARTER_MS));
    }
    aheadAtStartMs = aheadAtEndMs;
  }
  return numbers;
}
