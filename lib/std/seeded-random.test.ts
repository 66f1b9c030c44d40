import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

test('the same seed tells the same numbers, another one others; all lie between 0 and 1, evenly', () => {
  const take = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
  const numbers = take(7);
  expect(take(7)).toEqual(numbers);
  expect(take(8)).not.toEqual(numbers);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => numbers.filter((one) => Math.floor(one * 10) === tenth).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(850);
});
