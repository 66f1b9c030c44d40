import fc from 'fast-check';
import { expect, test } from 'vitest';
import { annotationSize, annotationUnit, MAX_CANVAS_PIXELS } from './annotation-size.ts';

test('a copy is as large as the picture, or as a canvas can be, in the same shape', () => {
  const side = fc.integer({ min: 1, max: 16_383 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const size = annotationSize({ width, height });
      expect(size.width * size.height).toBeLessThanOrEqual(MAX_CANVAS_PIXELS);
      if (width * height <= MAX_CANVAS_PIXELS) expect(size).toEqual({ width, height });
      else
        expect(Math.abs(size.width / size.height / (width / height) - 1)).toBeLessThan(
          2 / Math.min(size.width, size.height),
        );
    }),
  );
});

test('lines are never thinner than on the page, and as wide as there in a large picture', () => {
  expect(annotationUnit({ width: 320, height: 200 })).toBe(1);
  expect(annotationUnit({ width: 4_000, height: 3_000 })).toBe(3.125);
});
