import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutToPicture, overlapOf, shareInside, surest } from './boxes.ts';

const size = { width: 100, height: 50 };
const boxes = fc.record({
  x: fc.double({ min: -200, max: 200, noNaN: true }),
  y: fc.double({ min: -200, max: 200, noNaN: true }),
  width: fc.double({ min: 1, max: 300, noNaN: true }),
  height: fc.double({ min: 1, max: 300, noNaN: true }),
});

describe('a box', () => {
  test('that is cut lies in the picture, in whole pixels', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const cut = cutToPicture(box, size);
        if (cut === undefined) return;
        expect(Object.values(cut).every(Number.isInteger)).toBe(true);
        expect(Math.min(cut.x, cut.y)).toBeGreaterThanOrEqual(0);
        expect(cut.x + cut.width).toBeLessThanOrEqual(size.width);
        expect(cut.y + cut.height).toBeLessThanOrEqual(size.height);
      }),
    );
  });

  test('of which nothing lies in the picture is none', () => {
    expect(cutToPicture({ x: 120, y: 10, width: 20, height: 20 }, size)).toBeUndefined();
    expect(cutToPicture({ x: -30, y: 10, width: 20, height: 20 }, size)).toBeUndefined();
  });

  test('overlaps another as much as that one overlaps it, itself wholly, and never by more', () => {
    fc.assert(
      fc.property(boxes, boxes, (one, other) => {
        expect(overlapOf(one, other)).toBeCloseTo(overlapOf(other, one));
        expect(overlapOf(one, other)).toBeLessThanOrEqual(shareInside(one, other) + 1e-9);
        expect(shareInside(one, other)).toBeLessThanOrEqual(1 + 1e-9);
        expect(overlapOf(one, one)).toBeCloseTo(1);
      }),
    );
  });
});

test('of those that mean the same the surest is left, the surest first', () => {
  const found = [
    { confidence: 0.4, what: 'a' },
    { confidence: 0.9, what: 'b' },
    { confidence: 0.6, what: 'a' },
  ];
  expect(surest(found, (one, other) => one.what === other.what)).toEqual([
    { confidence: 0.9, what: 'b' },
    { confidence: 0.6, what: 'a' },
  ]);
});
