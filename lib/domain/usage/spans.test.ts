import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanCases, ZONES } from '#e2e/support/span-cases.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { stepStarts } from './period.ts';
import { QUARTER_MS } from './rollup.ts';
import { endOfSpan, HOUR_MS, SPANS, spansOf } from './spans.ts';

test.each(ZONES)('the spans of steps are whole, cover every moment once, and none is in two steps: %s', (zone) => {
  const calendar = createCalendar(zone);
  fc.assert(
    fc.property(spanCases, ({ range, untilMs, other, step }) => {
      const starts = stepStarts(range, step, other);
      const steps = starts.map((startMs, index) => ({ startMs, endMs: starts[index + 1] ?? range.endMs }));
      const spans = spansOf(steps, { calendar, untilMs });
      const all = SPANS.flatMap((span) =>
        spans[span].map((startMs) => ({ span, startMs, endMs: endOfSpan(span, startMs, calendar) })),
      ).sort((first, second) => first.startMs - second.startMs);
      let atMs = range.startMs;
      for (const { span, startMs, endMs } of all) {
        expect(startMs).toBe(atMs);
        if (span === 'day') expect(calendar('day', startMs)).toEqual({ startMs, endMs });
        if (span === 'hour') expect(startMs % HOUR_MS).toBe(0);
        if (span !== 'quarter') expect(endMs).toBeLessThanOrEqual(untilMs[span]);
        const end = steps.find((one) => one.startMs <= startMs && startMs < one.endMs)?.endMs ?? 0;
        expect(endMs).toBeLessThanOrEqual(end);
        atMs = endMs;
      }
      expect(atMs).toBe(range.endMs);
    }),
    { numRuns: 30 },
  );
});

test('a month of the kept days is days, with hours and quarters at its ends only', () => {
  const calendar = createCalendar('Asia/Shanghai');
  const { startMs } = calendar('day', Date.UTC(2026, 5, 1, 12));
  const endMs = calendar('day', Date.UTC(2026, 6, 1, 12)).startMs;
  const untilMs = { hour: Number.POSITIVE_INFINITY, day: Number.POSITIVE_INFINITY };
  const range = { startMs: startMs - HOUR_MS - QUARTER_MS, endMs: endMs + QUARTER_MS };
  const { day, hour, quarter } = spansOf([range], { calendar, untilMs });
  expect([day.length, hour.length, quarter.length]).toEqual([30, 1, 2]);
});
