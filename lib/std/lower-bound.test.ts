import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerBound } from './lower-bound.ts';

test('the first number that is not below the limit is found as by looking at each', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 })), fc.integer({ min: -60, max: 60 }), (numbers, limit) => {
      const sorted = numbers.toSorted((one, two) => one - two);
      const found = sorted.findIndex((number) => number >= limit);
      expect(lowerBound(sorted, limit)).toBe(found < 0 ? sorted.length : found);
    }),
  );
});
