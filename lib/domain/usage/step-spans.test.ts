import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';
import { stepStarts } from './period.ts';
import { stepIndex } from './report.ts';
import { QUARTER_MS } from './rollup.ts';
import { endOfSpan, HOUR_MS, SPANS } from './spans.ts';
import { stepSpansOf } from './step-spans.ts';

/** Whole hours, halves and three quarters; clocks that change by an hour and by half of one. */
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;
const DAYS_40 = 40 * 24 * HOUR_MS;
const quarters = (min: number, max: number) => fc.integer({ min: min / QUARTER_MS, max: max / QUARTER_MS });

const cases = fc
  .record({
    start: quarters(Date.UTC(2026, 0), Date.UTC(2026, 11)),
    length: quarters(QUARTER_MS, DAYS_40),
    hours: quarters(0, DAYS_40),
    days: quarters(0, DAYS_40),
  })
  .map(({ start, length, hours, days }) => ({
    range: { startMs: start * QUARTER_MS, endMs: (start + length) * QUARTER_MS },
    untilMs: { hour: (start + hours) * QUARTER_MS, day: (start + days) * QUARTER_MS },
  }));

const quartersIn = ({ startMs, endMs }: TimeWindow): number[] =>
  Array.from({ length: (endMs - startMs) / QUARTER_MS }, (_, index) => startMs + index * QUARTER_MS);

test.each(ZONES)('every quarter counts once, in its own step, whatever is added and taken off: %s', (zone) => {
  const calendar = createCalendar(zone);
  fc.assert(
    fc.property(cases, fc.constantFrom(...ZONES), fc.constantFrom('hour', 'day'), ({ range, untilMs }, other, step) => {
      const starts = stepStarts(range, step, other);
      const { units, homes, taken } = stepSpansOf(starts, range.endMs, { calendar, untilMs });
      const counts = starts.map(() => new Map<number, number>());
      const count = (placeMs: number, quarterMs: number, by: number) => {
        const of = counts[stepIndex(starts, placeMs)];
        of?.set(quarterMs, (of.get(quarterMs) ?? 0) + by);
      };
      for (const span of SPANS) {
        expect(units[span]).toEqual([...new Set(units[span])].sort((one, next) => one - next));
        for (const startMs of units[span]) {
          const endMs = endOfSpan(span, startMs, calendar);
          if (span === 'day') expect(calendar('day', startMs)).toEqual({ startMs, endMs });
          if (span === 'hour') expect(startMs % HOUR_MS).toBe(0);
          if (span !== 'quarter') expect(endMs).toBeLessThanOrEqual(untilMs[span]);
          const takenFrom = span === 'day' ? undefined : taken.get(startMs);
          for (const quarter of quartersIn({ startMs, endMs })) {
            count(span === 'day' ? (homes.get(startMs) ?? startMs) : startMs, quarter, 1);
            if (takenFrom !== undefined) count(takenFrom, quarter, -1);
          }
        }
      }
      for (const [index, startMs] of starts.entries()) {
        const counted = [...(counts[index] ?? [])]
          .filter(([, times]) => times !== 0)
          .sort(([one], [next]) => one - next);
        const own = quartersIn({ startMs, endMs: starts[index + 1] ?? range.endMs });
        expect(counted).toEqual(own.map((quarter) => [quarter, 1]));
      }
    }),
    { numRuns: 30 },
  );
});

test('a month of days of another zone is kept days, and as many hours each as the midnights are apart', () => {
  const calendar = createCalendar('Asia/Shanghai');
  const untilMs = { hour: Number.POSITIVE_INFINITY, day: Number.POSITIVE_INFINITY };
  const hoursADay = (zone: string) => {
    const days = createCalendar(zone);
    const startMs = days('day', Date.UTC(2026, 6, 1, 12)).startMs;
    const range = { startMs, endMs: days('day', Date.UTC(2026, 7, 1, 12)).startMs };
    const { units } = stepSpansOf(stepStarts(range, 'day', zone), range.endMs, { calendar, untilMs });
    return [units.day.length, units.hour.length, units.quarter.length];
  };
  expect(hoursADay('Asia/Shanghai')).toEqual([31, 0, 0]);
  // The last of the kept days ends after the month, which begins after the first: those are hours.
  expect(hoursADay('Asia/Tokyo')).toEqual([30, 30 + 24, 0]);
  expect(hoursADay('America/New_York')).toEqual([30, 30 * 12 + 24, 0]);
});
