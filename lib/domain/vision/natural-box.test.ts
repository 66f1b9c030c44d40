import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naturalBox } from './natural-box.ts';

const side = fc.integer({ min: 1, max: 9_000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('a box in a smaller copy holds all of the pixels that it stands for, and lies in the picture', () => {
  fc.assert(
    fc.property(side, side, side, side, share, share, share, share, (width, height, widthPx, heightPx, ...shares) => {
      const [left, top, across, down] = shares;
      const [x, y] = [left * widthPx, top * heightPx];
      const box = { x, y, width: across * (widthPx - x), height: down * (heightPx - y) };
      const natural = naturalBox(box, { widthPx, heightPx }, { width, height });
      if (natural === undefined) return;
      expect(Object.values(natural).every(Number.isInteger)).toBe(true);
      expect(natural.x).toBeGreaterThanOrEqual(0);
      expect(natural.y).toBeGreaterThanOrEqual(0);
      expect(natural.x + natural.width).toBeLessThanOrEqual(width);
      expect(natural.y + natural.height).toBeLessThanOrEqual(height);
      const slack = 1e-6 * width;
      expect(natural.x).toBeLessThanOrEqual((x * width) / widthPx + slack);
      expect(natural.x + natural.width).toBeGreaterThanOrEqual(
        Math.min(width, ((x + box.width) * width) / widthPx) - slack,
      );
    }),
  );
});

test('where the scale is whole, so are the edges, and nothing is added', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 1, max: 100 }),
      (scale, x, width) => {
        const from = { widthPx: 300, heightPx: 200 };
        const box = naturalBox({ x, y: x, width, height: width }, from, { width: 300 * scale, height: 200 * scale });
        expect(box).toEqual({ x: x * scale, y: x * scale, width: width * scale, height: width * scale });
      },
    ),
  );
});

test.each([
  ['beside it', { x: 100, y: 0, width: 10, height: 10 }],
  ['before it', { x: -20, y: 0, width: 20, height: 10 }],
  ['without an area', { x: 5, y: 5, width: 0, height: 3 }],
])('what lies %s is nowhere', (_, box) => {
  expect(naturalBox(box, { widthPx: 100, heightPx: 100 }, { width: 1000, height: 1000 })).toBeUndefined();
});

test('what stands out of the picture is cut off at its edge', () => {
  const box = { x: -5, y: 90, width: 30, height: 30 };
  expect(naturalBox(box, { widthPx: 100, heightPx: 100 }, { width: 200, height: 200 })).toEqual({
    ...{ x: 0, y: 180, width: 50, height: 20 },
  });
});
