import type { Box } from '#lib/contract/vision.ts';
import type { ImageSize } from './image-size.ts';
import type { Raster } from './raster.ts';

/**
 * Where something that was found in a smaller copy stands in the picture itself: in whole pixels, rounded outward so that
 * nothing found is cut off, and no further than the picture's edge.
 *
 * @returns undefined where not a pixel of it lies in the picture
 */
export function naturalBox(box: Box, from: Pick<Raster, 'widthPx' | 'heightPx'>, to: ImageSize): Box | undefined {
  const across = stretched(box.x, box.width, [from.widthPx, to.width]);
  const down = stretched(box.y, box.height, [from.heightPx, to.height]);
  if (across === undefined || down === undefined) return undefined;
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

/** A copy's sides are rounded, so that each has a scale of its own. */
function stretched(start: number, length: number, [from, to]: readonly [number, number]) {
  // Multiplied first: a quotient of whole numbers that comes out even is exact then.
  const first = Math.max(0, Math.floor((start * to) / from));
  const end = Math.min(to, Math.ceil(((start + length) * to) / from));
  return end > first ? { start: first, length: end - first } : undefined;
}
