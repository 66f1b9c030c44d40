import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, joinExtents, niceScale } from './scale.ts';

const values = fc.array(fc.option(fc.double({ min: -1e12, max: 1e12 }), { nil: null }), { maxLength: 50 });

describe('an extent', () => {
  test('holds every value that there is, and nothing else', () => {
    fc.assert(
      fc.property(values, (all) => {
        const known = all.filter((value) => value !== null && !Number.isNaN(value)).map(Number);
        const extent = extentOf(all);
        if (known.length === 0) expect(extent).toBeUndefined();
        else expect(extent).toMatchObject({ min: Math.min(...known), max: Math.max(...known) });
      }),
    );
  });

  test('of several is that of all their values', () => {
    fc.assert(
      fc.property(values, values, (one, two) => {
        expect(joinExtents([extentOf(one), extentOf(two)])).toEqual(extentOf([...one, ...two]));
      }),
    );
  });
});

describe('a nice scale', () => {
  const extents = fc
    .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.double({ min: -1e12, max: 1e12, noNaN: true }))
    .map(([one, two]) => ({ min: Math.min(one, two), max: Math.max(one, two), whole: false }));
  const small = fc.double({ min: 0, max: 1e-3, noNaN: true }).map((max) => ({ min: 0, max, whole: false }));
  const whole = fc.nat(1e6).map((max) => ({ min: 0, max, whole: true }));

  test('holds what it is for and zero, between ticks that strictly increase', () => {
    fc.assert(
      fc.property(fc.oneof(extents, small, whole), fc.integer({ min: 2, max: 8 }), (extent, intervals) => {
        const { min, max, ticks } = niceScale(extent, intervals);
        const slack = 1e-12 * (max - min);
        expect(min).toBeLessThanOrEqual(Math.min(0, extent.min) + slack);
        expect(max).toBeGreaterThanOrEqual(Math.max(0, extent.max) - slack);
        expect([ticks[0], ticks.at(-1)]).toEqual([min, max]);
        expect(ticks).toContain(0);
        for (const [index, tick] of ticks.entries()) if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] ?? 0);
        expect(ticks.length).toBeLessThanOrEqual(intervals + 3);
      }),
    );
  });

  test('of whole numbers has whole ticks', () => {
    fc.assert(
      fc.property(whole, (extent) => {
        expect(niceScale(extent, 5).ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test.each([
    [{ min: 0, max: 0, whole: true }, [0, 1]],
    [{ min: 1, max: 1, whole: true }, [0, 1]],
    [{ min: 3, max: 7, whole: true }, [0, 2, 4, 6, 8]],
    [{ min: 0, max: 0.3, whole: false }, [0, 0.1, 0.2, 0.3]],
    [{ min: 0, max: 43_200, whole: true }, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [{ min: -30, max: 60, whole: true }, [-40, -20, 0, 20, 40, 60]],
  ])('for %j is %j', (extent, ticks) => {
    expect(niceScale(extent, 5).ticks).toEqual(ticks);
  });
});
