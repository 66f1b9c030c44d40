import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrivalsOf, batchingOf, SPAN_S } from './arrivals.ts';

/** How many came in each second. */
const seconds = (minLength: number, maxLength: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })), { minLength, maxLength, size: 'max' });

/** What is sampled after each second, from one on. */
const countsFrom = (came: readonly number[], first: number): number[] =>
  Array.from({ length: came.length - first + 1 }, (_, index) =>
    came.slice(Math.max(0, first + index - SPAN_S), first + index).reduce((sum, count) => sum + count, 0),
  );

test('what came since a time when nothing counted is known to the second', () => {
  fc.assert(
    fc.property(seconds(0, 150), (came) => {
      const { before, sampled, uncertain } = arrivalsOf(countsFrom(came, 0));
      expect(sampled).toEqual(came);
      expect(before.every((count) => count === 0) && uncertain === 0).toBe(true);
    }),
  );
});

test('whatever came before, as many are found as came, and never less than none in a second', () => {
  fc.assert(
    fc.property(seconds(0, 60), seconds(0, 180), (earlier, later) => {
      const came = [...earlier, ...later];
      const counts = countsFrom(came, earlier.length);
      const { before, sampled } = arrivalsOf(counts);
      const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0);
      expect(sum(before)).toBeCloseTo(counts[0] ?? 0, 6);
      expect(sum([...before, ...sampled].slice(-SPAN_S))).toBeCloseTo(counts.at(-1) ?? 0, 6);
      for (const count of [...before, ...sampled]) expect(count).toBeGreaterThan(-1e-6);
    }),
  );
});

test('samples that fit no requests have an answer, too', () => {
  expect(arrivalsOf([5, 0, 40, 0]).sampled.every((count) => count >= 0)).toBe(true);
  expect(arrivalsOf([])).toMatchObject({ sampled: [], uncertain: 0 });
});

test('requests that come by fives are told from such as come one by one, also where the rate changes', () => {
  expect(batchingOf([...new Array<number>(60).fill(0), ...new Array<number>(60).fill(10)])).toBe(1);
  // In each second some batch of five, or none.
  const batches = [0, 5, 5, 0, 10, 0, 0, 5, 0, 0, 15, 0, 5, 0, 0];
  const came = Array.from({ length: 120 }, (_, second) => batches[(second * second) % batches.length] ?? 0);
  expect(batchingOf(came)).toBeGreaterThan(3);
});
