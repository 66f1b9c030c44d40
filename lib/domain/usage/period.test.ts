import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { customPeriod, periodOf, stepOf, stepStarts } from './period.ts';
import { QUARTER_MS } from './rollup.ts';
import { HOUR_MS } from './spans.ts';

const DAY_MS = 24 * HOUR_MS;

/** What a clock on the wall shows. */
const clock = (atMs: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(atMs);

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;
const instants = fc.integer({ min: Date.UTC(2026, 1), max: Date.UTC(2026, 11) });

test.each(ZONES)('days are whole days of the zone, today as far as it has come: %s', (zone) => {
  fc.assert(
    fc.property(instants, fc.constantFrom('7d', '30d'), (nowMs, range) => {
      const { startMs, endMs, previous } = periodOf(range, nowMs, zone);
      const days = stepStarts({ startMs, endMs }, 'day', zone);
      expect(days).toHaveLength(range === '7d' ? 7 : 30);
      for (const day of days) expect(clock(day, zone)).toMatch(/ 00:00$/);
      expect(clock(days.at(-1) ?? 0, zone).slice(0, 10)).toBe(clock(nowMs, zone).slice(0, 10));
      expect(endMs - nowMs).toBeGreaterThan(0);
      expect(endMs - nowMs).toBeLessThanOrEqual(QUARTER_MS);
      expect(clock(previous.startMs, zone)).toMatch(/ 00:00$/);
      expect(previous.endMs).toBeLessThanOrEqual(startMs);
      // As many days, the last one up to the same time as today.
      expect(stepStarts(previous, 'day', zone)).toHaveLength(days.length);
    }),
    { numRuns: 60 },
  );
});

test('an hour and a day end now, and what they are compared with ends where they begin', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom('1h', '24h'), (nowMs, range) => {
      const { startMs, endMs, previous } = periodOf(range, nowMs, 'Asia/Shanghai');
      expect(endMs - startMs).toBe(range === '1h' ? HOUR_MS : DAY_MS);
      expect(previous).toEqual({ startMs: startMs - (endMs - startMs), endMs: startMs });
      expect(startMs).toBeLessThan(nowMs);
      expect(endMs).toBeGreaterThan(nowMs);
    }),
  );
});

test('a day on which the clock changes is one step, of 23 hours or of 25', () => {
  const lengths = (day: number) => {
    const zone = 'America/New_York';
    const window = createCalendar(zone)('day', day);
    const starts = [...stepStarts({ startMs: window.startMs - DAY_MS, endMs: window.endMs + DAY_MS }, 'day', zone)];
    return starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / HOUR_MS);
  };
  expect(lengths(Date.UTC(2026, 2, 8, 12))).toContain(23);
  expect(lengths(Date.UTC(2026, 10, 1, 12))).toContain(25);
});

test.each(ZONES)('steps follow each other, none longer than its name says, and stand on the clock: %s', (zone) => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 40 * 96 }), (atMs, quarters) => {
      const period = customPeriod({ startMs: atMs, endMs: atMs + quarters * QUARTER_MS });
      const step = stepOf(period);
      const starts = stepStarts(period, step, zone);
      expect(starts[0]).toBe(period.startMs);
      expect(starts.length).toBeLessThanOrEqual(202);
      for (const [index, start] of starts.entries()) {
        const next = starts[index + 1] ?? period.endMs;
        expect(next).toBeGreaterThan(start);
        if (index > 0 && step === 'day') expect(clock(start, zone)).toMatch(/ 00:00$/);
        if (step === 'quarter') expect(next - start).toBeLessThanOrEqual(QUARTER_MS);
        if (step === 'hour') expect(next - start).toBeLessThanOrEqual(HOUR_MS);
      }
    }),
    { numRuns: 40 },
  );
});

test('a stretch chosen by hand is widened to whole quarters, and is never empty', () => {
  const { startMs, endMs, previous } = customPeriod({ startMs: QUARTER_MS + 1, endMs: QUARTER_MS + 1 });
  expect([startMs, endMs]).toEqual([QUARTER_MS, 2 * QUARTER_MS]);
  expect(previous).toEqual({ startMs: 0, endMs: QUARTER_MS });
});
