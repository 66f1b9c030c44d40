import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';

/** What the wall clock of one zone shows at an instant, in milliseconds, as if it were UTC's. */
export type WallClock = (atMs: number) => number;

/** The wall clock of an IANA zone. @throws RangeError for a zone that does not exist */
export function createWallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atMs) => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
}

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
