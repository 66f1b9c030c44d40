import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, thicken } from './columns.ts';

const values = fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 }), { nil: null, freq: 4 }), {
  minLength: 1,
  maxLength: 400,
});
const counts = fc.integer({ min: 1, max: 60 });

const evenly = (points: number, count: number) => (index: number) => (index / points) * count;

describe('a line in columns of pixels', () => {
  test('keeps the smallest and the largest value of every column', () => {
    fc.assert(
      fc.property(values, counts, (all, count) => {
        const placeOf = evenly(all.length, count);
        const { low, high } = columnsOf(all, placeOf, count);
        for (const [index, value] of all.entries()) {
          if (value === null) continue;
          const column = Math.floor(placeOf(index));
          expect(low[column]).toBeLessThanOrEqual(value);
          expect(high[column]).toBeGreaterThanOrEqual(value);
        }
        const known = all.filter((value) => value !== null);
        if (known.length === 0) return;
        expect(Math.max(...high.filter(Number.isFinite))).toBeCloseTo(Math.max(...known), 6);
        expect(Math.min(...low.filter(Number.isFinite))).toBeCloseTo(Math.min(...known), 6);
      }),
    );
  });

  test('covers what the line itself covers, and no more', () => {
    fc.assert(
      fc.property(values, counts, (all, count) => {
        const placeOf = evenly(all.length, count);
        const { low, high } = columnsOf(all, placeOf, count);
        const expected = Array.from({ length: count }, (): number[] => []);
        for (const [index, value] of all.entries()) {
          if (value === null) continue;
          expected[Math.floor(placeOf(index))]?.push(value);
          const next = all[index + 1] ?? null;
          if (next === null) continue;
          // Where the line to the next point crosses from a column into its neighbour it is in both.
          const [from, to] = [placeOf(index), placeOf(index + 1)];
          for (let edge = Math.floor(from) + 1; edge <= Math.min(Math.floor(to), count - 1); edge++) {
            const crossing = value + ((next - value) * (edge - from)) / (to - from);
            expected[edge - 1]?.push(crossing);
            expected[edge]?.push(crossing);
          }
        }
        for (const [column, covered] of expected.entries()) {
          if (covered.length === 0) {
            expect(low[column]).toBeNaN();
            expect(high[column]).toBeNaN();
          } else {
            expect(low[column]).toBeCloseTo(Math.min(...covered), 6);
            expect(high[column]).toBeCloseTo(Math.max(...covered), 6);
          }
        }
      }),
    );
  });

  test('has no column where nothing is known, and does not bridge it', () => {
    const { low, high } = columnsOf([1, null, null, null, 5, Number.NaN, Number.POSITIVE_INFINITY], evenly(7, 7), 7);
    expect([...low]).toEqual([1, NaN, NaN, NaN, 5, NaN, NaN]);
    expect([...high]).toEqual([...low]);
  });

  test('of one minute in thirty days keeps its peak', () => {
    const all = Array.from({ length: 43_200 }, () => 1);
    all[31_234] = 9_000;
    const { high } = columnsOf(all, evenly(43_200, 290), 290);
    expect(high[Math.floor((31_234 / 43_200) * 290)]).toBe(9_000);
  });
});

test('a thick pen covers what its neighbours do, and no more', () => {
  fc.assert(
    fc.property(values, counts, fc.integer({ min: 0, max: 3 }), (all, count, by) => {
      const thin = columnsOf(all, evenly(all.length, count), count);
      const thick = thicken(thin, by);
      for (let column = 0; column < count; column++) {
        const near = [...thin.low.keys()].filter((other) => Math.abs(other - column) <= by);
        const known = near.filter((other) => !Number.isNaN(thin.low[other]));
        const expected =
          known.length === 0
            ? [NaN, NaN]
            : [
                Math.min(...known.map((other) => thin.low[other] ?? NaN)),
                Math.max(...known.map((other) => thin.high[other] ?? NaN)),
              ];
        expect([thick.low[column], thick.high[column]]).toEqual(expected);
      }
    }),
  );
});
