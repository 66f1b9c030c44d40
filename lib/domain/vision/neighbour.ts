import type { Boxed } from './reading-order.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** What lies aside of the way counts for more than what lies ahead. */
const ASIDE = 2;

/**
 * The nearest box in a direction, by the middles. Of several with one middle each is the next one's neighbour, so that none
 * hides another.
 *
 * @param from its index. @returns an index, undefined when there is none in that direction
 */
export function neighbourOf(boxes: readonly Boxed[], from: number, direction: Direction): number | undefined {
  const isAcross = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  const own = middleOf(boxes[from]);
  if (own === undefined) return undefined;
  let nearest: { index: number; cost: number } | undefined;
  for (const [index, boxed] of boxes.entries()) {
    const middle = middleOf(boxed);
    if (middle === undefined || index === from) continue;
    const [dx, dy] = [middle.x - own.x, middle.y - own.y];
    const [ahead, aside] = isAcross ? [dx * sign, dy] : [dy * sign, dx];
    const isAhead = ahead > 0 || (ahead === 0 && aside === 0 && (index - from) * sign > 0);
    // Of those in the very same place the next in line.
    const cost = ahead + ASIDE * Math.abs(aside) + (ahead === 0 ? Math.abs(index - from) * 1e-9 : 0);
    if (isAhead && (nearest === undefined || cost < nearest.cost)) nearest = { index, cost };
  }
  return nearest?.index;
}

const middleOf = (boxed: Boxed | undefined) =>
  boxed && { x: boxed.box.x + boxed.box.width / 2, y: boxed.box.y + boxed.box.height / 2 };
