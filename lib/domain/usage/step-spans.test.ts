import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanCases, ZONES } from '#e2e/support/span-cases.ts';
import { createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';
import { stepStarts } from './period.ts';
import { stepIndex } from './report.ts';
import { QUARTER_MS } from './rollup.ts';
import { endOfSpan, HOUR_MS, SPANS } from './spans.ts';
import { stepSpansOf } from './step-spans.ts';

const quartersIn = ({ startMs, endMs }: TimeWindow): number[] =>
  Array.from({ length: (endMs - startMs) / QUARTER_MS }, (_, index) => startMs + index * QUARTER_MS);

test.each(ZONES)('every quarter counts once, in its own step, whatever is added and taken off: %s', (zone) => {
  const calendar = createCalendar(zone);
  fc.assert(
    fc.property(spanCases, ({ range, untilMs, other, step }) => {
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
