import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlidingLog } from './sliding-log.ts';

const SPAN_MS = 60_000;

/** Monotonic instants as a process has them: fractions of a millisecond, in the order of time. */
const instants = fc
  .array(
    fc.integer({ min: 0, max: 200_000_000_000 }).map((ns) => ns / 1e6),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => list.toSorted((first, second) => first - second));

test('no wait is longer than the span, to the last bit: a header would round it up to a second more', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 10 }), (list, limit) => {
      const log = new SlidingLog(SPAN_MS);
      for (const atMs of list) {
        log.add(atMs);
        expect(log.resetMs(atMs)).toBe(SPAN_MS);
        expect(log.waitMs(limit, atMs)).toBeLessThanOrEqual(SPAN_MS);
      }
    }),
  );
});

test('holds what a plain list of the same instants holds', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 10 }), (list, limit) => {
      const log = new SlidingLog(SPAN_MS);
      const added: number[] = [];
      for (const atMs of list) {
        const counting = added.filter((oneMs) => oneMs + SPAN_MS > atMs);
        expect(log.count(atMs)).toBe(counting.length);
        expect(log.waitMs(limit, atMs) > 0).toBe(counting.length >= limit);
        log.add(atMs);
        added.push(atMs);
      }
    }),
  );
});
