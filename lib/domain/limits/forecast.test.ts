import { describe, expect, test } from 'vitest';
import { type Forecast, firstReach, firstToBind, sidesOf } from './forecast.ts';

const at = (reachedAtMs: number | null): Forecast => ({ reachedAtMs, earliestMs: null, latestMs: null });

describe('of several limits', () => {
  test('the one that is reached first binds, by its name', () => {
    const limits = [
      { name: 'tokens', forecast: at(3_000) },
      { name: 'spend', forecast: at(null) },
      { name: 'requests', forecast: at(2_000) },
    ];
    expect(firstToBind(limits)?.name).toBe('requests');
  });

  test('the first in the list binds where two are reached at once', () => {
    expect(firstToBind(['key', 'owner'].map((name) => ({ name, forecast: at(5) })))?.name).toBe('key');
  });

  test('none binds where none is reached, though one might be', () => {
    expect(firstToBind([])).toBeNull();
    const maybe = { reachedAtMs: null, earliestMs: 1_000, latestMs: null };
    expect(firstToBind([{ name: 'tokens', forecast: maybe }])).toBeNull();
  });
});

test('a height is reached between two points, by the deviations that are asked for', () => {
  const points = [
    { atMs: 1_000, mean: 0, deviation: 0 },
    { atMs: 2_000, mean: 10, deviation: 5 },
  ];
  expect(firstReach(points, 5, 0)).toBe(1_500);
  expect(firstReach(points, 5, 2)).toBe(1_250);
  expect(firstReach(points, 5, -2)).toBeNull();
  expect(firstReach(points, 0, 0)).toBe(1_000);
  expect(firstReach([], 0, 0)).toBeNull();
});

// Abramowitz, Stegun, table 26.10: t of 0.80 two-sided.
test.each([
  [2, 1.886],
  [5, 1.476],
  [30, 1.31],
  [Number.POSITIVE_INFINITY, 1.282],
])('with %d degrees of freedom 80 %% lie within %d deviations', (freedom, expected) => {
  expect(Math.abs(sidesOf(freedom) / expected - 1)).toBeLessThan(0.03);
});
