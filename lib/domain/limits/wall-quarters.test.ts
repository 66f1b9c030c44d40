import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { wallClockOf } from '#lib/std/wall-clock.ts';
import { wallQuarters } from './wall-quarters.ts';

test('each quarter has the number that the wall clock shows then, in every zone, on days of 23 and of 25 hours', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(zones, instants, fc.integer({ min: 0, max: 400 }), (zone, atMs, length) => {
      const clock = wallClockOf(zone);
      const first = Math.floor(atMs / QUARTER_MS);
      const numbers = Array.from({ length }, (_, index) =>
        Math.floor(clock((first + index) * QUARTER_MS) / QUARTER_MS),
      );
      expect(wallQuarters(clock, first, length)).toEqual(numbers);
    }),
    { numRuns: 60 },
  );
});

test('the clock is asked about once a day', () => {
  let asked = 0;
  const clock = (atMs: number) => {
    asked++;
    return atMs;
  };
  wallQuarters(clock, 2_000_000, 28 * 96);
  expect(asked).toBe(29);
});
