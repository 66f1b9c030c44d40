import type { Box } from '#lib/contract/vision.ts';
import type { ImageSize } from './image-size.ts';

/** A part that is no larger than this shows little more when it is looked at alone. */
const PART_PX = 400;
/** Looking costs time: of a longer side at most so many parts, of a shorter one at most so many. */
const MAX_PARTS = { longer: 3, shorter: 2 };
/** Of the longer side. What is larger is seen in the whole picture; what is smaller lies whole in one of the parts. */
const SHARED = 0.08;

/**
 * What a detector that sees few pixels looks at, one after the other: the whole picture, then parts of a large one, for
 * what is small in it. Neighbours share a strip, so that nothing small is cut in all of them.
 */
export function viewsOf({ width, height }: ImageSize): Box[] {
  const whole = { x: 0, y: 0, width, height };
  const sharedPx = SHARED * Math.max(width, height);
  const columns = partsOf(width, { max: width >= height ? MAX_PARTS.longer : MAX_PARTS.shorter, sharedPx });
  const rows = partsOf(height, { max: height > width ? MAX_PARTS.longer : MAX_PARTS.shorter, sharedPx });
  if (columns.length * rows.length === 1) return [whole];
  const parts = rows.flatMap(({ from: y, length: tall }) =>
    columns.map(({ from: x, length: wide }) => ({ x, y, width: wide, height: tall })),
  );
  return [whole, ...parts];
}

function partsOf(side: number, { max, sharedPx }: { max: number; sharedPx: number }) {
  const count = Math.min(max, Math.max(1, Math.round(side / PART_PX)));
  const length = Math.min(side, Math.ceil((side + (count - 1) * sharedPx) / count));
  return Array.from({ length: count }, (_, index) => ({
    from: count === 1 ? 0 : Math.round((index * (side - length)) / (count - 1)),
    length,
  }));
}
