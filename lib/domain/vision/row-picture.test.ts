import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greyOf, inkMap } from './ink.ts';
import { shapesOf } from './ink-shapes.ts';
import type { Raster } from './raster.ts';
import { inkedRow, rowPicture } from './row-picture.ts';
import { rowsOf } from './text-rows.ts';

type Colour = readonly [number, number, number];

/** Five upright bars of 12 by 20 pixels, the first at (24, 30). */
function bars(ink: Colour, ground: Colour): Raster {
  const [widthPx, heightPx] = [200, 100];
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    const isInk = y >= 30 && y < 50 && x >= 24 && x < 124 && (x - 24) % 20 < 12;
    rgb.set(isInk ? ink : ground, at * 3);
  }
  return { widthPx, heightPx, rgb };
}

function pictureOf(raster: Raster, factor = 1) {
  const map = inkMap(greyOf(raster, factor));
  const rows = rowsOf(shapesOf(map), map);
  const row = rows.toSorted((a, b) => b.shapes.length - a.shapes.length)[0];
  const inked = row && inkedRow(row, { raster, map, factor });
  return inked && { ...rowPicture(inked, { raster, map, factor }), isPlain: inked.isPlain };
}

test.each<[string, Colour, Colour]>([
  ['black on white', [0, 0, 0], [255, 255, 255]],
  ['white on blue', [255, 255, 255], [29, 78, 216]],
  ['red on green', [200, 20, 20], [40, 190, 60]],
])('%s comes out as black on white, in the box of its ink', (_, ink, ground) => {
  const picture = pictureOf(bars(ink, ground));
  expect(picture?.box).toEqual({ x: 24, y: 30, width: 92, height: 20 });
  expect(new Set(picture?.plane.values)).toEqual(new Set([0, 255]));
  expect(picture?.isPlain).toBe(true);
});

test('where lines were looked for in less detail, boxes are still those of the picture', () => {
  expect(pictureOf(bars([0, 0, 0], [255, 255, 255]), 2)?.box).toEqual({ x: 24, y: 30, width: 92, height: 20 });
});

test('noise has no two colours', () => {
  const bytes = fc.infiniteStream(fc.nat(255));
  fc.assert(
    fc.property(bytes, (stream) => {
      const rgb = Uint8Array.from(stream.take(64 * 64 * 3));
      const raster = { widthPx: 64, heightPx: 64, rgb };
      const row = { x0: 0, y0: 0, x1: 64, y1: 64, ink: 1, glyphPx: 64, shapes: [] };
      expect(inkedRow(row, { raster, map: inkMap(greyOf(raster, 1)), factor: 1 })).toBeUndefined();
    }),
    { numRuns: 5 },
  );
});
