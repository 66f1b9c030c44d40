import type { Raster } from './raster.ts';

/** Ink told from its ground: what text is looked for in. */

/** One byte a pixel, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** What a pixel of an ink map is: neither where the surroundings are even, or on the dark or the light side of them. */
export const [EVEN, DARK, LIGHT] = [0, 1, 2] as const;

/** Luminance by Rec. 601, each pixel the mean of `factor` by `factor` of the picture. */
export function greyOf({ widthPx, rgb, heightPx }: Raster, factor: number): Plane {
  const [width, height] = [Math.floor(widthPx / factor), Math.floor(heightPx / factor)];
  const values = new Uint8Array(width * height);
  const share = 1 / (factor * factor);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++) {
        let from = ((y * factor + dy) * widthPx + x * factor) * 3;
        for (let dx = 0; dx < factor; dx++, from += 3) {
          sum += 0.299 * (rgb[from] ?? 0) + 0.587 * (rgb[from + 1] ?? 0) + 0.114 * (rgb[from + 2] ?? 0);
        }
      }
      values[to] = sum * share + 0.5;
    }
  }
  return { width, height, values };
}

const BLOCK_PX = 8;
/** In blocks to each side: strokes of small text, of headings, of posters. */
const RADII = [1, 3, 9];
/** Less than that between the darkest and the lightest is one surface. */
const MIN_CONTRAST = 36;

/**
 * Tells ink from ground by the middle between the darkest and the lightest nearby (Bernsen). "Nearby" is the smallest
 * surrounding that holds a contrast at all, so that a caption is judged by itself and a thick stroke by its ground; the
 * same rule finds dark and light ink.
 */
export function inkMap({ width, height, values }: Plane): Plane {
  const [columns, rows] = [Math.ceil(width / BLOCK_PX), Math.ceil(height / BLOCK_PX)];
  const [darkest, lightest] = [new Uint8Array(columns * rows).fill(255), new Uint8Array(columns * rows)];
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.floor(y / BLOCK_PX) * columns;
    for (let x = 0; x < width; x++, from++) {
      const [block, value] = [row + (x >> 3), values[from] ?? 0];
      if (value < (darkest[block] ?? 0)) darkest[block] = value;
      if (value > (lightest[block] ?? 0)) lightest[block] = value;
    }
  }
  const middles = new Int16Array(columns * rows).fill(-1);
  for (const radius of RADII) {
    const low = spread({ width: columns, height: rows, values: darkest }, radius, Math.min);
    const high = spread({ width: columns, height: rows, values: lightest }, radius, Math.max);
    for (let block = 0; block < middles.length; block++) {
      const [from, to] = [low[block] ?? 0, high[block] ?? 0];
      if (middles[block] === -1 && to - from >= MIN_CONTRAST) middles[block] = (from + to) >> 1;
    }
  }
  const map = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / BLOCK_PX) * columns;
    for (let x = 0; x < width; x++, at++) {
      const middle = middles[row + (x >> 3)] ?? -1;
      if (middle >= 0) map[at] = (values[at] ?? 0) <= middle ? DARK : LIGHT;
    }
  }
  return { width, height, values: map };
}

/** The least or greatest of the square around each value, first along rows, then along columns. */
function spread({ width, height, values }: Plane, radius: number, choose: (a: number, b: number) => number) {
  const along = new Uint8Array(values.length);
  const result = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const [x, start] = [at % width, at - (at % width)];
    let best = values[at] ?? 0;
    for (let near = Math.max(0, x - radius); near <= Math.min(width - 1, x + radius); near++) {
      best = choose(best, values[start + near] ?? 0);
    }
    along[at] = best;
  }
  for (let at = 0; at < values.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    let best = along[at] ?? 0;
    for (let near = Math.max(0, y - radius); near <= Math.min(height - 1, y + radius); near++) {
      best = choose(best, along[near * width + x] ?? 0);
    }
    result[at] = best;
  }
  return result;
}
