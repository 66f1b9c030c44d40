import type { Boxed } from './reading-order.ts';
import type { Rect } from './rect.ts';
import type { Place } from './zoom.ts';

/** The smallest box at a point: what lies in a larger one can be reached. @param slop how far beside it still counts */
export function boxAt<T extends Boxed>(boxes: readonly T[], point: Place, slop: Place): T | undefined {
  const areaOf = ({ width, height }: Rect) => width * height;
  let found: T | undefined;
  for (const one of boxes) {
    const { x, y, width, height } = one.box;
    const isIn =
      point.x >= x - slop.x && point.x <= x + width + slop.x && point.y >= y - slop.y && point.y <= y + height + slop.y;
    if (isIn && (found === undefined || areaOf(one.box) < areaOf(found.box))) found = one;
  }
  return found;
}
