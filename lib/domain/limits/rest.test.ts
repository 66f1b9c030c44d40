import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BoardCost, restMs } from './rest.ts';

const TICK_MS = 500;
const cost: fc.Arbitrary<BoardCost> = fc
  .tuple(fc.integer({ min: 0, max: 60_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([tookMs, share]) => ({ tookMs, workedMs: tookMs * share }));

test('boards that cost nothing begin a tick apart', () => {
  const free = { tookMs: 5, workedMs: 3 };
  expect(restMs(free, free, TICK_MS)).toBe(495);
});

test('one dear board, as the first is, does not hold back the next', () => {
  const dear = { tookMs: 1_500, workedMs: 400 };
  expect(restMs(dear, undefined, TICK_MS)).toBe(0);
  expect(restMs(dear, { tookMs: 20, workedMs: 5 }, TICK_MS)).toBe(20);
});

test('a board that waited for its turn is no dear one', () => {
  const starved = { tookMs: 600, workedMs: 10 };
  expect(restMs(starved, starved, TICK_MS)).toBe(600);
});

test('of two dear boards in a row the thread has four fifths for calls, and the database half of its time', () => {
  fc.assert(
    fc.property(cost, cost, (board, before) => {
      const rest = restMs(board, before, TICK_MS);
      const [worked, took] = [Math.min(board.workedMs, before.workedMs), Math.min(board.tookMs, before.tookMs)];
      expect(rest).toBeGreaterThanOrEqual(4 * worked);
      expect(rest).toBeGreaterThanOrEqual(took);
      expect(rest + board.tookMs).toBeGreaterThanOrEqual(TICK_MS);
    }),
  );
});

test('it rests no longer than what this one cost, and no longer than a tick where that is nothing', () => {
  fc.assert(
    fc.property(cost, fc.option(cost, { nil: undefined }), (board, before) => {
      const { tookMs, workedMs } = board;
      expect(restMs(board, before, TICK_MS)).toBeLessThanOrEqual(Math.max(TICK_MS - tookMs, 4 * workedMs, tookMs));
    }),
  );
});
