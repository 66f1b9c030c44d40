import type { Box } from '#lib/contract/vision.ts';
import type { Plane } from './ink.ts';
import type { Raster } from './raster.ts';
import type { Row } from './text-rows.ts';

/** One line of writing, cut out as dark on white whatever colours it had. */
export interface RowPicture {
  /** Of the ink, in pixels of the raster. */
  readonly box: Box;
  readonly plane: Plane;
}

/** A row that has the two colours of writing. */
export interface InkedRow {
  readonly row: Row;
  readonly ink: readonly number[];
  readonly ground: readonly number[];
  /** Two colours on the whole, and of several shapes: hardly anything but writing. */
  readonly isPlain: boolean;
}

export interface RowSource {
  readonly raster: Raster;
  /** The ink map, and how many pixels of the raster make one of it. */
  readonly map: Plane;
  readonly factor: number;
}

/** Around the ink, of the row's height. */
const MARGIN = 0.12;
/** Ink is what differs from the ground by more than this share of their distance. */
const INK_SHARE = 0.35;
/** Of the variance of colours, what lies between the two: texture is no two colours, letters on an even ground have 0.8. */
const [MIN_CLARITY, PLAIN_CLARITY, PLAIN_SHAPES] = [0.55, 0.75, 3];
/** Enough to know two colours by. */
const SAMPLES = 100_000;

/** The colours of a row's ink and of the ground between; undefined where there are no two colours: texture. */
export function inkedRow(row: Row, source: RowSource): InkedRow | undefined {
  const { ink, ground, clarity } = coloursOf(row, source);
  if (clarity < MIN_CLARITY) return undefined;
  return { row, ink, ground, isPlain: clarity >= PLAIN_CLARITY && row.shapes.length >= PLAIN_SHAPES };
}

/**
 * Cuts a row out of a picture: every pixel is put on the straight line from the colour of the ground to that of the ink,
 * so that light on dark and red on blue come out as black on white.
 */
export function rowPicture({ row, ink, ground }: InkedRow, source: RowSource): RowPicture {
  const { raster, factor } = source;
  const outer = reach(row, source, Math.max(factor, Math.round((row.y1 - row.y0) * factor * MARGIN)));
  const [red = 0, green = 0, blue = 0] = ink.map((value, channel) => value - (ground[channel] ?? 0));
  const [red0 = 0, green0 = 0, blue0 = 0] = ground;
  const square = red * red + green * green + blue * blue;
  const values = new Uint8Array(outer.width * outer.height);
  // The map knows the ink to a pixel of its own; within that the raster tells.
  const inner = reach(row, source, factor);
  let [x0, y0, x1, y1] = [raster.widthPx, raster.heightPx, 0, 0];
  for (let dy = 0, to = 0; dy < outer.height; dy++) {
    const y = outer.y + dy;
    let from = (y * raster.widthPx + outer.x) * 3;
    for (let dx = 0; dx < outer.width; dx++, from += 3, to++) {
      const share =
        (red * ((raster.rgb[from] ?? 0) - red0) +
          green * ((raster.rgb[from + 1] ?? 0) - green0) +
          blue * ((raster.rgb[from + 2] ?? 0) - blue0)) /
        square;
      values[to] = 255 * (1 - Math.max(0, Math.min(1, share)));
      const x = outer.x + dx;
      const isWithin = x >= inner.x && x < inner.x + inner.width && y >= inner.y && y < inner.y + inner.height;
      if (share < INK_SHARE || !isWithin) continue;
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  }
  const box = x1 < x0 ? inner : { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
  return { box, plane: { width: outer.width, height: outer.height, values } };
}

/** The row's box in pixels of the raster, with a margin as far as there is one. */
function reach(row: Row, { raster, factor }: RowSource, margin: number): Box {
  const [x, y] = [Math.max(0, row.x0 * factor - margin), Math.max(0, row.y0 * factor - margin)];
  return {
    ...{ x, width: Math.min(raster.widthPx, row.x1 * factor + margin) - x },
    ...{ y, height: Math.min(raster.heightPx, row.y1 * factor + margin) - y },
  };
}

interface Colours {
  readonly ink: readonly number[];
  readonly ground: readonly number[];
  readonly clarity: number;
}

/** The mean colours of what the map calls ink and of the rest of the row's box. */
function coloursOf(row: Row, source: RowSource): Colours {
  const { map } = source;
  const [inkSum, groundSum] = [createSum(), createSum()];
  const step = Math.ceil(Math.sqrt(((row.x1 - row.x0) * (row.y1 - row.y0)) / SAMPLES));
  for (let y = row.y0; y < row.y1; y += step) {
    for (let x = row.x0; x < row.x1; x += step) {
      const sum = map.values[y * map.width + x] === row.ink ? inkSum : groundSum;
      sum.add(meanColour(source, x, y));
    }
  }
  const [ink, ground] = [inkSum.mean(), groundSum.mean()];
  const weight = (inkSum.count() * groundSum.count()) / (inkSum.count() + groundSum.count());
  const between = weight * ink.reduce((sum, value, channel) => sum + (value - (ground[channel] ?? 0)) ** 2, 0);
  const within = inkSum.scatter() + groundSum.scatter();
  return { ink, ground, clarity: between > 0 ? between / (between + within) : 0 };
}

/** Of what is one pixel of the map: a corner of it may be of another colour, and a clear line would look like texture. */
function meanColour({ raster, factor }: RowSource, x: number, y: number): readonly number[] {
  const mean = [0, 0, 0];
  for (let dy = 0; dy < factor; dy++) {
    for (let dx = 0; dx < factor; dx++) {
      const from = ((y * factor + dy) * raster.widthPx + x * factor + dx) * 3;
      for (let channel = 0; channel < 3; channel++) {
        mean[channel] = (mean[channel] ?? 0) + (raster.rgb[from + channel] ?? 0) / (factor * factor);
      }
    }
  }
  return mean;
}

function createSum() {
  const colour = [0, 0, 0];
  let [pixels, squares] = [0, 0];
  const mean = () => colour.map((value) => value / Math.max(1, pixels));
  return {
    add(rgb: readonly number[]) {
      pixels++;
      for (const [channel, value] of rgb.entries()) {
        colour[channel] = (colour[channel] ?? 0) + value;
        squares += value * value;
      }
    },
    count: () => pixels,
    mean,
    /** The sum of the squared distances from the mean. */
    scatter: () => squares - pixels * mean().reduce((sum, value) => sum + value * value, 0),
  };
}
