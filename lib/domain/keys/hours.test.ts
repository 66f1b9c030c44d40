import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { byHour, hoursUntil } from './hours.ts';

const HOUR_MS = 3_600_000;

test.each([
  ['Asia/Shanghai', '2026-11-26T08:42:10Z', '2026-11-25T08:00:00Z'],
  ['Asia/Kathmandu', '2026-11-26T08:42:10Z', '2026-11-25T08:15:00Z'],
  ['Asia/Shanghai', '2026-11-26T16:00:00Z', '2026-11-25T16:00:00Z'],
  // The clock goes back an hour in this night.
  ['Europe/Berlin', '2026-10-25T12:30:00Z', '2026-10-24T12:00:00Z'],
])('in %s at %s the hours are from %s on, to the current one', (zone, now, first) => {
  const hours = hoursUntil(Date.parse(now), createCalendar(zone));
  expect(hours).toHaveLength(25);
  expect(new Date(hours[0] ?? 0).toISOString()).toBe(first.replace('Z', '.000Z'));
});

test('whenever it is, the last 24 hours are among them, and no two overlap', () => {
  const calendar = createCalendar('Australia/Lord_Howe');
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }), (nowMs) => {
      const hours = hoursUntil(nowMs, calendar);
      expect(hours[0]).toBeLessThanOrEqual(nowMs - 24 * HOUR_MS);
      expect(hours.at(-1)).toBeGreaterThan(nowMs - HOUR_MS);
      for (const [index, hour] of hours.entries()) expect(hour).toBe((hours[0] ?? 0) + index * HOUR_MS);
    }),
  );
});

test('each part is in its hour, those of none are left out', () => {
  const part = (startMs: number, requests: number) => ({
    ...{ startMs, requests, refused: 0, failed: 0, tokens: 2 * requests, costMicros: 0, unpriced: 0 },
  });
  const sums = byHour(
    [part(-1, 1), part(0, 2), part(HOUR_MS - 1, 4), part(HOUR_MS, 8), part(3 * HOUR_MS, 16)],
    [0, HOUR_MS],
  );
  expect(sums.map(({ startMs, requests, tokens }) => [startMs, requests, tokens])).toEqual([
    [0, 6, 12],
    [HOUR_MS, 8, 16],
  ]);
});
