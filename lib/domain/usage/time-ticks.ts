import { createCalendar } from '#lib/domain/limits/window.ts';
import { wallClockOf } from '#lib/std/wall-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps within a day: parts of one that begin at its midnight. */
const PARTS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];
const WEEK_DAYS = 7;
/** Days since 1 January 1970, a Thursday; the first Monday was four days later. */
const FIRST_MONDAY = 4;

/** Which days have a tick, by their number since 1970; the last step has few enough for any range that is shown. */
const DAY_STEPS: readonly { readonly days: number; readonly has: (day: number) => boolean }[] = [
  { days: 1, has: () => true },
  { days: 2, has: (day) => day % 2 === 0 },
  { days: 4, has: (day) => day % 4 === 0 },
  { days: WEEK_DAYS, has: (day) => (day - FIRST_MONDAY) % WEEK_DAYS === 0 },
  { days: 2 * WEEK_DAYS, has: (day) => (day - FIRST_MONDAY) % (2 * WEEK_DAYS) === 0 },
  { days: 28, has: (day) => dateOf(day).getUTCDate() === 1 },
  { days: 90, has: (day) => dateOf(day).getUTCDate() === 1 && dateOf(day).getUTCMonth() % 3 === 0 },
  { days: 365, has: (day) => dateOf(day).getUTCDate() === 1 && dateOf(day).getUTCMonth() === 0 },
];

const within = (ticks: readonly TimeTick[], { startMs, endMs }: TimeRange) =>
  ticks.filter(({ atMs }) => startMs <= atMs && atMs <= endMs);

const dateOf = (day: number): Date => new Date(day * DAY_MS);

export interface TimeTick {
  readonly atMs: number;
  /** It is the first instant of a day there. */
  readonly startsDay: boolean;
}

/** From `startMs` on, at most until `endMs`, both in Unix milliseconds. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export interface TimeAxis {
  /** At most `most` of them, or one a year. */
  ticks(range: TimeRange, most: number): readonly TimeTick[];
  /** The first instant of every day that begins in a range. */
  dayStarts(range: TimeRange): readonly number[];
}

/**
 * A time axis at the wall clock of an IANA zone, with ticks at whole minutes, hours, days, Mondays or firsts of a month
 * there. On a day when the clock is changed an hour that does not exist has none, and one that comes twice has two where
 * steps are no longer than it.
 *
 * @throws RangeError for a zone that does not exist
 */
export function createTimeAxis(zone: string): TimeAxis {
  const wallMs = wallClockOf(zone);
  const calendar = createCalendar(zone);
  const offsetMs = (atMs: number): number => wallMs(atMs) - Math.floor(atMs / 1_000) * 1_000;
  const dayOf = (atMs: number): number => Math.floor(wallMs(atMs) / DAY_MS);

  /** A day's first instant. No zone is a whole day ahead or behind, so the days beside it hold every change of its clock. */
  const startOf = (day: number): number => {
    const midnightMs = day * DAY_MS;
    const before = offsetMs(midnightMs - DAY_MS);
    const changes = before !== offsetMs(midnightMs + DAY_MS);
    return changes ? calendar('day', midnightMs + DAY_MS / 2 - before).startMs : midnightMs - before;
  };

  const dayTicks = ({ startMs, endMs }: TimeRange, has: (day: number) => boolean): TimeTick[] => {
    const ticks: TimeTick[] = [];
    const last = dayOf(endMs);
    for (let day = dayOf(startMs); day <= last; day++) {
      const atMs = has(day) ? startOf(day) : undefined;
      // A zone that crosses the date line skips a day: its first instant is the next one's.
      if (atMs !== undefined && atMs !== ticks.at(-1)?.atMs) ticks.push({ atMs, startsDay: true });
    }
    return ticks;
  };

  /** Ticks within the day that begins at one instant, before the next one. */
  const partTicks = (startMs: number, nextMs: number, partMs: number): TimeTick[] => {
    const midnightMs = dayOf(startMs) * DAY_MS;
    const offsets = new Set([offsetMs(startMs), offsetMs(nextMs - 1)]);
    const ticks: TimeTick[] = [{ atMs: startMs, startsDay: true }];
    let lastMs = startMs;
    for (const offset of offsets) {
      for (let wall = midnightMs; wall < midnightMs + DAY_MS; wall += partMs) {
        const atMs = wall - offset;
        const exists = atMs < nextMs && (offsets.size === 1 || wallMs(atMs) === wall);
        // Half a step or less is the same hour again, or what is left of one.
        if (!exists || atMs - lastMs <= partMs / 2) continue;
        ticks.push({ atMs, startsDay: false });
        lastMs = atMs;
      }
    }
    return ticks;
  };

  const ticksOf = (range: TimeRange, most: number): readonly TimeTick[] => {
    const lengthMs = range.endMs - range.startMs;
    for (const partMs of PARTS_MS) {
      if (lengthMs / partMs > most + 1) continue;
      // The last day needs its end, which is where the next one begins.
      const days = dayTicks({ startMs: range.startMs, endMs: range.endMs + DAY_MS }, () => true);
      const ticks = days.flatMap(({ atMs }, index) => {
        const next = days[index + 1];
        return next === undefined ? [] : partTicks(atMs, next.atMs, partMs);
      });
      const shown = within(ticks, range);
      if (shown.length <= most) return shown;
    }
    let ticks: readonly TimeTick[] = [];
    for (const { days, has } of DAY_STEPS) {
      if (lengthMs / (days * DAY_MS) > most + 1) continue;
      ticks = within(dayTicks(range, has), range);
      if (ticks.length <= most) break;
    }
    return ticks;
  };

  return {
    ticks: ticksOf,
    dayStarts: (range) =>
      within(
        dayTicks(range, () => true),
        range,
      ).map(({ atMs }) => atMs),
  };
}
