import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCalendar, type WindowKind } from './window.ts';

const HOUR_MS = 3_600_000;

const hours = (zone: string, kind: WindowKind, iso: string): number => {
  const { startMs, endMs } = createCalendar(zone)(kind, Date.parse(iso));
  return (endMs - startMs) / HOUR_MS;
};

describe('a window', () => {
  test('of Shanghai begins at midnight there, 16:00 in UTC', () => {
    const today = createCalendar('Asia/Shanghai');
    expect(today('day', Date.parse('2026-11-23T15:59:59.999Z'))).toEqual({
      startMs: Date.parse('2026-11-22T16:00:00Z'),
      endMs: Date.parse('2026-11-23T16:00:00Z'),
    });
    expect(today('month', Date.parse('2026-11-30T16:00:00Z'))).toEqual({
      startMs: Date.parse('2026-11-30T16:00:00Z'),
      endMs: Date.parse('2026-12-31T16:00:00Z'),
    });
  });

  test.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', 25],
    // Half an hour, and a day whose midnight does not exist.
    ['Australia/Lord_Howe', '2026-04-04T20:00:00Z', 24.5],
    ['Africa/Cairo', '2026-04-24T12:00:00Z', 23],
    ['Asia/Kathmandu', '2026-04-24T12:00:00Z', 24],
    ['UTC', '2026-04-24T12:00:00Z', 24],
  ])('in %s on %s has %d hours', (zone, iso, expected) => {
    expect(hours(zone, 'day', iso)).toBe(expected);
  });

  test.each([
    ['UTC', '2028-02-29T23:59:59.999Z', 29],
    ['UTC', '2026-02-01T00:00:00Z', 28],
    ['Asia/Shanghai', '2026-12-31T15:59:59Z', 31],
  ])('of a month in %s at %s has %d days', (zone, iso, days) => {
    expect(hours(zone, 'month', iso)).toBe(days * 24);
  });

  test('holds its instant, and the next begins where it ends, in every zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
    fc.assert(
      fc.property(zones, instants, fc.constantFrom<WindowKind>('day', 'month'), (zone, atMs, kind) => {
        const windowOf = createCalendar(zone);
        const window = windowOf(kind, atMs);
        expect(window.startMs).toBeLessThanOrEqual(atMs);
        expect(window.endMs).toBeGreaterThan(atMs);
        expect(windowOf(kind, window.endMs).startMs).toBe(window.endMs);
        expect(createCalendar(zone)(kind, window.startMs)).toEqual(window);
      }),
      { numRuns: 60 },
    );
  });

  test('needs a zone that exists', () => {
    expect(() => createCalendar('Mars/Olympus')).toThrow(RangeError);
  });
});
