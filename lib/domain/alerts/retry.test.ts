import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_ATTEMPTS, pauseAfter } from './retry.ts';

const pauses = (chance: number) =>
  Array.from({ length: MAX_ATTEMPTS }, (_, index) => pauseAfter(index + 1, { firstMs: 30_000, chance }));

test('pauses grow from half a minute to four hours, and after eight attempts it is given up', () => {
  const minutes = pauses(0.5).map((ms) => (ms === undefined ? undefined : ms / 60_000));
  expect(minutes).toEqual([0.5, 2, 8, 32, 128, 240, 240, undefined]);
});

test('chance makes a pause longer or shorter by a fifth at most', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
      for (const [index, ms] of pauses(chance).entries()) {
        const plain = pauses(0.5)[index];
        if (ms === undefined || plain === undefined) expect([ms, plain]).toEqual([undefined, undefined]);
        else expect(Math.abs(ms - plain)).toBeLessThanOrEqual(plain * 0.2 + 1);
      }
    }),
  );
});
