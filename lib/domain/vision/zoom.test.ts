import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CRISP_ABOVE,
  fitZoom,
  MAX_ZOOM,
  MIN_ZOOM,
  marginsOf,
  scrollAfterZoom,
  shownSize,
  stepZoom,
  wheelZoom,
  ZOOM_PRESETS,
  zoomKey,
} from './zoom.ts';

const side = fc.integer({ min: 1, max: 8_000 });
const sizes = fc.record({ width: side, height: side });
const views = fc.record({ width: fc.integer({ min: 50, max: 2_000 }), height: fc.integer({ min: 50, max: 1_500 }) });
const scales = fc.double({ min: MIN_ZOOM, max: MAX_ZOOM, noNaN: true });

describe('fitting', () => {
  test('shows all of the picture, as large as it goes but never coarse', () => {
    fc.assert(
      fc.property(sizes, views, (picture, view) => {
        const scale = fitZoom(picture, view);
        const { width, height } = { width: picture.width * scale, height: picture.height * scale };
        expect(width).toBeLessThanOrEqual(view.width * (1 + 1e-9));
        expect(height).toBeLessThanOrEqual(view.height * (1 + 1e-9));
        const touches = Math.min(view.width - width, view.height - height) < 1e-6;
        expect(touches || scale === CRISP_ABOVE).toBe(true);
      }),
    );
  });

  test('a view that is not laid out yet fits everything', () => {
    expect(fitZoom({ width: 100, height: 100 }, { width: 0, height: 0 })).toBe(1);
  });
});

describe('steps', () => {
  test('lead from end to end over every preset, and back', () => {
    const walk = (from: number, direction: 1 | -1) => {
      const passed = [from];
      for (let scale = from; passed.length < 100; ) {
        const next = stepZoom(scale, direction);
        if (next === scale) break;
        passed.push(next);
        scale = next;
      }
      return passed;
    };
    fc.assert(
      fc.property(scales, (start) => {
        const [up, down] = [walk(start, 1), walk(start, -1)];
        expect(up.at(-1)).toBe(MAX_ZOOM);
        expect(down.at(-1)).toBe(MIN_ZOOM);
        for (const preset of ZOOM_PRESETS) {
          if (Math.abs(preset - start) > 1e-6) expect(preset > start ? up : down).toContain(preset);
        }
        expect(up.length + down.length).toBeLessThan(40);
      }),
    );
  });

  test('of a wheel stay within the bounds, and one back undoes one forth', () => {
    fc.assert(
      fc.property(
        scales,
        fc.double({ min: -2_000, max: 2_000, noNaN: true }),
        fc.nat(3),
        (scale, deltaY, deltaMode) => {
          const next = wheelZoom(scale, { deltaY, deltaMode });
          expect(next >= MIN_ZOOM && next <= MAX_ZOOM).toBe(true);
          if (deltaY < 0) expect(next).toBeGreaterThanOrEqual(scale);
          if (next > MIN_ZOOM && next < MAX_ZOOM) {
            expect(wheelZoom(next, { deltaY: -deltaY, deltaMode })).toBeCloseTo(scale, 6);
          }
        },
      ),
    );
  });

  test.each([
    ['+', 1],
    ['=', 1],
    ['-', -1],
    ['0', 'fit'],
    ['a', undefined],
    ['ArrowUp', undefined],
  ] as const)('the key %s means %j', (key, meant) => {
    expect(zoomKey(key)).toBe(meant);
  });
});

describe('zooming about a point', () => {
  const changes = fc.tuple(
    sizes,
    views,
    fc.record({ from: scales, to: scales }),
    fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );

  test('leaves what lies under the pointer there, as far as the picture can be scrolled', () => {
    fc.assert(
      fc.property(changes, changes, ([picture, view, scale, at], [, , , left]) => {
        const [from, to] = [shownSize(picture, scale.from), shownSize(picture, scale.to)];
        const point = { x: at.x * view.width, y: at.y * view.height };
        const scroll = {
          x: left.x * Math.max(0, from.width - view.width),
          y: left.y * Math.max(0, from.height - view.height),
        };
        const after = scrollAfterZoom({ from, to, view, scroll, point });
        for (const [axis, length] of [
          ['x', 'width'],
          ['y', 'height'],
        ] as const) {
          const most = Math.max(0, to[length] - view[length]);
          expect(after[axis] >= 0 && after[axis] <= most).toBe(true);
          const before = (scroll[axis] + point[axis] - marginsOf(from, view)[axis]) / from[length];
          const isFree = after[axis] > 0 && after[axis] < most;
          if (before < 0 || before > 1 || !isFree) continue;
          const now = (after[axis] + point[axis] - marginsOf(to, view)[axis]) / to[length];
          expect(Math.abs(now - before) * to[length]).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('to where it was leads back to where it was', () => {
    const [picture, view] = [
      { width: 1_000, height: 800 },
      { width: 500, height: 400 },
    ];
    const [from, to] = [shownSize(picture, 1), shownSize(picture, 3)];
    const scroll = { x: 130, y: 90 };
    const point = { x: 200, y: 100 };
    const there = scrollAfterZoom({ from, to, view, scroll, point });
    const back = scrollAfterZoom({ from: to, to: from, view, scroll: there, point });
    expect(back.x).toBeCloseTo(scroll.x);
    expect(back.y).toBeCloseTo(scroll.y);
  });
});
