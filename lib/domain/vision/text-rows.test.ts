import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DARK, EVEN, greyOf, inkMap, LIGHT, type Plane } from './ink.ts';
import { shapesOf } from './ink-shapes.ts';
import { partsOf, type Row, rowsOf } from './text-rows.ts';

type Rectangle = readonly [x: number, y: number, width: number, height: number];

/** Rectangles of one grey on a ground of another. */
function drawn(rectangles: readonly Rectangle[], [ink, ground]: readonly [number, number] = [0, 255]): Plane {
  const [width, height] = [400, 200];
  const values = new Uint8Array(width * height).fill(ground);
  for (const [x, y, across, down] of rectangles) {
    for (let row = y; row < y + down; row++) values.fill(ink, row * width + x, row * width + x + across);
  }
  return { width, height, values };
}

/** A word as it looks from afar: so many letters of one height. */
const word = (x: number, y: number, letters: number, height = 20): Rectangle[] =>
  Array.from({ length: letters }, (_, index) => [x + index * height, y, Math.round(height * 0.7), height]);

const found = (picture: Plane) => {
  const map = inkMap(picture);
  return rowsOf(shapesOf(map), map);
};
const boxes = (rows: readonly Row[]) =>
  rows
    .map(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1])
    .toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0) || (a[0] ?? 0) - (b[0] ?? 0));

const LETTERS = [...word(20, 30, 5), ...word(20, 90, 4)];
const LINES = [
  [20, 30, 114, 50],
  [20, 90, 94, 110],
];

test.each([
  ['dark on light', 0, 255, DARK],
  ['light on dark', 240, 20, LIGHT],
  ['grey on grey', 100, 150, DARK],
])('lines of %s are found where their ink is', (_, ink, ground, kind) => {
  const rows = found(drawn(LETTERS, [ink, ground])).filter((row) => row.ink === kind);
  expect(boxes(rows)).toEqual(LINES);
});

test('less contrast than a surface has of itself is no ink', () => {
  const map = inkMap(drawn(LETTERS, [120, 140]));
  expect(new Set(map.values)).toEqual(new Set([EVEN]));
});

test('words of a line are one row, and what stands far to the right is another', () => {
  const rows = found(drawn([...word(10, 40, 3), ...word(84, 40, 3), ...word(300, 40, 3)]));
  expect(boxes(rows.filter(({ ink }) => ink === DARK))).toEqual([
    [10, 40, 138, 60],
    [300, 40, 354, 60],
  ]);
});

test('a row falls into parts at its wide gaps: spaces are none, and no shape is lost', () => {
  const [row] = found(drawn([...word(10, 40, 1), ...word(41, 40, 3), ...word(106, 40, 2)])).filter(
    ({ ink }) => ink === DARK,
  );
  if (row === undefined) throw new Error('There is no row');
  const parts = partsOf(row);
  expect(boxes(parts)).toEqual([
    [10, 40, 24, 60],
    [41, 40, 140, 60],
  ]);
  expect(parts.flatMap(({ shapes }) => shapes)).toEqual(row.shapes.toSorted((a, b) => a.x0 - b.x0));
});

test('dots above letters and marks behind them belong to the line', () => {
  const dot: Rectangle = [64, 24, 4, 4];
  const comma: Rectangle = [122, 46, 4, 8];
  const rows = found(drawn([...word(20, 30, 5), dot, comma])).filter(({ ink }) => ink === DARK);
  expect(boxes(rows)).toEqual([[20, 24, 126, 54]]);
});

test('a small label on a panel is found, though the panel is an ink of its own', () => {
  const panel = drawn([[100, 60, 200, 60]], [40, 230]);
  for (const [x, y, width, height] of word(150, 80, 5)) {
    for (let row = y; row < y + height; row++) panel.values.fill(250, row * 400 + x, row * 400 + x + width);
  }
  expect(boxes(found(panel).filter(({ ink }) => ink === LIGHT))).toContainEqual([150, 80, 244, 100]);
});

test('a frame around a line is not part of it', () => {
  const frame: Rectangle[] = [
    ...([
      [10, 20, 200, 1],
      [10, 60, 200, 1],
    ] satisfies Rectangle[]),
    ...([
      [10, 20, 1, 41],
      [209, 20, 1, 41],
    ] satisfies Rectangle[]),
  ];
  const rows = found(drawn([...frame, ...word(30, 30, 5)])).filter(({ ink }) => ink === DARK);
  expect(boxes(rows)).toEqual([[30, 30, 124, 50]]);
});

test('every pixel of ink is in one shape, and each shape fills its box from end to end', () => {
  const pixels = fc.array(fc.constantFrom(EVEN, DARK, LIGHT), { minLength: 48, maxLength: 48 });
  fc.assert(
    fc.property(pixels, (values) => {
      const shapes = shapesOf({ width: 8, height: 6, values: Uint8Array.from(values) });
      for (const ink of [DARK, LIGHT]) {
        const areas = shapes.filter((shape) => shape.ink === ink).map(({ area }) => area);
        expect(areas.reduce((sum, area) => sum + area, 0)).toBe(values.filter((value) => value === ink).length);
      }
      for (const { x0, y0, x1, y1, area } of shapes) expect(area).toBeGreaterThanOrEqual(Math.max(x1 - x0, y1 - y0));
    }),
  );
});

test('the same shapes are found in the mirror', () => {
  const pixels = fc.array(fc.constantFrom(EVEN, DARK, LIGHT), { minLength: 48, maxLength: 48 });
  const sizes = (values: number[]) =>
    shapesOf({ width: 8, height: 6, values: Uint8Array.from(values) })
      .map(({ x0, x1, y0, y1, area, ink }) => [ink, area, x1 - x0, y1 - y0].join())
      .toSorted();
  fc.assert(
    fc.property(pixels, (values) => {
      expect(sizes(values.toReversed())).toEqual(sizes(values));
    }),
  );
});

test('a picture made smaller keeps its mean luminance', () => {
  const bytes = fc.array(fc.nat(255), { minLength: 48, maxLength: 48 });
  fc.assert(
    fc.property(bytes, (values) => {
      const raster = { widthPx: 4, heightPx: 4, rgb: Uint8Array.from(values) };
      const mean = ({ values: greys }: Plane) => greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
      expect(Math.abs(mean(greyOf(raster, 1)) - mean(greyOf(raster, 2)))).toBeLessThanOrEqual(1);
    }),
  );
});
