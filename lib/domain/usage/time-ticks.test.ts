import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { wallClockOf } from '#lib/std/wall-clock.ts';
import { createTimeAxis } from './time-ticks.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  // Its midnight does not exist when summer begins.
  'Africa/Cairo',
  'Asia/Kathmandu',
];

/** Around every change of the clock of 2026 in these zones, and any other time. */
const CHANGES = [
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
  '2026-04-23T22:00Z',
].map((iso) => Date.parse(iso));

const ranges = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -2 * DAY_MS, max: DAY_MS }))
        .map(([at, by]) => at + by - ((at + by) % MINUTE_MS)),
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
    ),
    fc.oneof(fc.integer({ min: MINUTE_MS, max: 3 * DAY_MS }), fc.integer({ min: DAY_MS, max: 400 * DAY_MS })),
  )
  .map(([startMs, lengthMs]) => ({ startMs, endMs: startMs + lengthMs }));

describe('ticks of a time axis', () => {
  test('strictly increase within their range and are no more than asked for', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), ranges, fc.integer({ min: 3, max: 30 }), (zone, range, most) => {
        const times = createTimeAxis(zone)
          .ticks(range, most)
          .map(({ atMs }) => atMs);
        expect(times.length).toBeLessThanOrEqual(most);
        for (const [index, atMs] of times.entries()) {
          expect(atMs).toBeGreaterThan(times[index - 1] ?? range.startMs - 1);
          expect(atMs).toBeLessThanOrEqual(range.endMs);
        }
      }),
    );
  });

  test('stand at round times of the zone’s own wall clock, and those that begin a day at the day’s first instant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), ranges, fc.integer({ min: 3, max: 30 }), (zone, range, most) => {
        const wallMs = wallClockOf(zone);
        const calendar = createCalendar(zone);
        const ticks = createTimeAxis(zone).ticks(range, most);
        // The step that most of them are apart.
        const stepMs = Math.min(...ticks.slice(1).map(({ atMs }, index) => atMs - (ticks[index]?.atMs ?? 0)));
        for (const { atMs, startsDay } of ticks) {
          expect(startsDay).toBe(calendar('day', atMs).startMs === atMs);
          if (startsDay) continue;
          expect(wallMs(atMs) % MINUTE_MS).toBe(0);
          if (ticks.length > 1 && stepMs >= 1.5 * HOUR_MS) expect(wallMs(atMs) % HOUR_MS).toBe(0);
        }
      }),
    );
  });

  test.each([
    // Two o'clock does not exist.
    ['America/New_York', '2026-03-08T00:00-05:00', [0, 1, 3, 4, 5]],
    // One o'clock comes twice.
    ['America/New_York', '2026-11-01T00:00-04:00', [0, 1, 1, 2, 3]],
    ['Europe/Berlin', '2026-10-25T00:00+02:00', [0, 1, 2, 2, 3]],
    ['Asia/Kolkata', '2026-10-25T00:00+05:30', [0, 1, 2, 3, 4]],
    // Half past one comes twice; two o'clock, half an hour later than it would, once.
    ['Australia/Lord_Howe', '2026-04-05T00:00+11:00', [0, 1, 2, 3, 4]],
  ])('in %s from %s on are at the hours %j', (zone, start, hours) => {
    const startMs = Date.parse(start);
    const ticks = createTimeAxis(zone).ticks({ startMs, endMs: startMs + 4.5 * HOUR_MS }, 6);
    const wallMs = wallClockOf(zone);
    expect(ticks.map(({ atMs }) => (wallMs(atMs) % DAY_MS) / HOUR_MS).slice(0, 5)).toEqual(hours);
  });

  test('of weeks are at midnight of Mondays across a change of the clock', () => {
    const range = { startMs: Date.parse('2026-03-01T00:00Z'), endMs: Date.parse('2026-04-15T00:00Z') };
    const ticks = createTimeAxis('Europe/Berlin').ticks(range, 8);
    expect(ticks.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
      '2026-03-01T23:00:00.000Z',
      '2026-03-08T23:00:00.000Z',
      '2026-03-15T23:00:00.000Z',
      '2026-03-22T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-04-05T22:00:00.000Z',
      '2026-04-12T22:00:00.000Z',
    ]);
  });
});

test('every day that begins in a range is found, also those of 23 and 25 hours', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), ranges, (zone, range) => {
      const calendar = createCalendar(zone);
      const expected: number[] = [];
      const first = calendar('day', range.startMs);
      let next = first.startMs === range.startMs ? first.startMs : first.endMs;
      while (next <= range.endMs) {
        expected.push(next);
        next = calendar('day', next).endMs;
      }
      expect(createTimeAxis(zone).dayStarts(range)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
