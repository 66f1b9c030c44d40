import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, msOfBucket, percentile, RELATIVE_ERROR } from './histogram.ts';

test('a bucket stands for its durations within the stated error', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (ms) => {
      expect(Math.abs(msOfBucket(bucketOf(ms)) - ms)).toBeLessThanOrEqual(ms * RELATIVE_ERROR * 1.000_001);
    }),
  );
});

test('a percentile is that of the durations themselves, within the stated error', () => {
  const durations = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99, 1), (all, share) => {
      const counts = new Map<number, number>();
      for (const ms of all) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
      const exact = all.toSorted((first, second) => first - second)[Math.ceil(all.length * share) - 1] ?? 0;
      expect(Math.abs((percentile(counts, share) ?? 0) - exact)).toBeLessThanOrEqual(
        exact * RELATIVE_ERROR * 1.000_001,
      );
    }),
  );
});

test('no durations have no percentile', () => {
  expect(percentile(new Map(), 0.5)).toBeUndefined();
});
