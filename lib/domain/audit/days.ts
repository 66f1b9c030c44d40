import { createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';

const DAY_MS = 24 * 3_600_000;

/** Tells the calendar days of one IANA zone apart, as `2026-11-26`. @throws RangeError for a zone that does not exist */
export function createDays(zone: string) {
  const calendar = createCalendar(zone);
  // That this language writes days so is what makes it of use here.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const dayOf = (atMs: number): string => format.format(atMs);
  return {
    /** The day that holds an instant. */
    dayOf,
    /** From a day's first instant until before the next day's; undefined for what is no day. */
    windowOf(day: string): TimeWindow | undefined {
      const noonMs = Date.parse(`${day}T12:00:00Z`);
      if (Number.isNaN(noonMs)) return undefined;
      // Where the clock is 12 hours ahead or more, it is the next day by then.
      return [noonMs, noonMs - DAY_MS]
        .map((atMs) => calendar('day', atMs))
        .find(({ startMs }) => dayOf(startMs) === day);
    },
  };
}
