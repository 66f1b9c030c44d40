import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant, toWall } from './wall-time.ts';

const MINUTE_MS = 60_000;
const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;

test.each(ZONES)(
  'what a field shows of an instant is that instant again, or the first one that it shows so: %s',
  (zone) => {
    const minutes = fc.integer({ min: Date.UTC(2026, 0) / MINUTE_MS, max: Date.UTC(2027, 0) / MINUTE_MS });
    fc.assert(
      fc.property(minutes, (minute) => {
        const atMs = minute * MINUTE_MS;
        const read = toInstant(toWall(atMs, zone), zone) ?? Number.NaN;
        expect(toWall(read, zone)).toBe(toWall(atMs, zone));
        expect(read).toBeLessThanOrEqual(atMs);
      }),
      { numRuns: 300 },
    );
  },
);

test('a time that the clock leaves out is as much later as it is put forward', () => {
  expect(toWall(toInstant('2026-03-08T02:30', 'America/New_York') ?? 0, 'America/New_York')).toBe('2026-03-08T03:30');
  expect(toInstant('', 'UTC')).toBeUndefined();
  expect(toInstant('yesterday', 'UTC')).toBeUndefined();
});
