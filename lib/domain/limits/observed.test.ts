import { expect, test } from 'vitest';
import { dispersionOf, lastChange, type Observed } from './observed.ts';

const spans = (...amounts: number[]): Observed[] => amounts.map((amount) => ({ amount, expected: 100 }));

test('what is as expected has no dispersion, and never changed', () => {
  expect(dispersionOf(spans(100, 100, 100))).toBe(0);
  expect(lastChange(spans(100, 100, 100), 1e-9)).toBe(0);
});

test('a drift is no dispersion', () => {
  const drifting = Array.from({ length: 100 }, (_, index) => ({ amount: 1_000 + index, expected: 1_000 }));
  expect(dispersionOf(drifting)).toBeLessThan(0.001);
});

test('what swings by ten about a hundred has the dispersion of that', () => {
  // Neighbours differ by 20, and half of its square is 200: twice the variance of each, since they swing in turn.
  expect(dispersionOf(spans(110, 90, 110, 90, 110))).toBeCloseTo(200 / 100, 10);
});

test('spans of which nothing is known have none', () => {
  expect(dispersionOf([])).toBe(0);
  expect(dispersionOf(spans(5))).toBe(0);
  expect(lastChange([], 1)).toBe(0);
});

test('of two changes the last one is found, to the span', () => {
  expect(lastChange(spans(100, 110, 90, 300, 290, 310, 30, 25, 35), 1)).toBe(6);
});

test('what chance explains is no change, nor is what differs by a few percent, however sure that is', () => {
  expect(lastChange(spans(100, 110, 90, 120), 100)).toBe(0);
  expect(lastChange(spans(100, 100, 104, 104), 1e-9)).toBe(0);
});
