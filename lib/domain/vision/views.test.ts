import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewsOf } from './views.ts';

const sides = fc.integer({ min: 1, max: 10_000 });

test('the first view is the whole picture, and the parts lie in it, in whole pixels: seven views at most', () => {
  fc.assert(
    fc.property(sides, sides, (width, height) => {
      const views = viewsOf({ width, height });
      expect(views[0]).toEqual({ x: 0, y: 0, width, height });
      expect(views.length).toBeLessThanOrEqual(7);
      for (const view of views) {
        expect(Object.values(view).every(Number.isInteger)).toBe(true);
        expect(Math.min(view.x, view.y)).toBeGreaterThanOrEqual(0);
        expect(view.x + view.width).toBeLessThanOrEqual(width);
        expect(view.y + view.height).toBeLessThanOrEqual(height);
      }
    }),
  );
});

test('a small picture is looked at once', () => {
  expect(viewsOf({ width: 512, height: 400 })).toHaveLength(1);
});

test('what is too small for the whole picture lies whole in a part', () => {
  const small = fc.record({ x: fc.nat(1000), y: fc.nat(1000), side: fc.constant(0.05) });
  fc.assert(
    fc.property(
      fc.integer({ min: 600, max: 6000 }),
      fc.integer({ min: 600, max: 6000 }),
      small,
      (width, height, at) => {
        const side = at.side * Math.max(width, height);
        const [x, y] = [(at.x / 1000) * (width - side), (at.y / 1000) * (height - side)];
        const [, ...parts] = viewsOf({ width, height });
        expect(
          parts.some(
            (part) => part.x <= x && part.y <= y && x + side <= part.x + part.width && y + side <= part.y + part.height,
          ),
        ).toBe(true);
      },
    ),
  );
});
