import type { ImageSize } from './image-size.ts';
import type { Rect } from './rect.ts';

/** As much of a box as lies in the picture, in whole pixels; undefined when nothing does. */
export function cutToPicture(box: Rect, size: ImageSize): Rect | undefined {
  const [x, y] = [Math.round(Math.max(0, box.x)), Math.round(Math.max(0, box.y))];
  const width = Math.round(Math.min(size.width, box.x + box.width)) - x;
  const height = Math.round(Math.min(size.height, box.y + box.height)) - y;
  return width >= 1 && height >= 1 ? { x, y, width, height } : undefined;
}

const areaOf = ({ width, height }: Rect): number => width * height;

function sharedArea(one: Rect, other: Rect): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Share of what either covers that both cover, from 0 to 1: 1 is the same box. */
export function overlapOf(one: Rect, other: Rect): number {
  const shared = sharedArea(one, other);
  return shared === 0 ? 0 : shared / (areaOf(one) + areaOf(other) - shared);
}

/** Share of the smaller box that lies in the larger one, from 0 to 1. */
export function shareInside(one: Rect, other: Rect): number {
  const shared = sharedArea(one, other);
  return shared === 0 ? 0 : shared / Math.min(areaOf(one), areaOf(other));
}

/** Of those that mean the same thing the surest alone, the surest first. */
export function surest<T extends { readonly confidence: number }>(
  found: readonly T[],
  isSame: (one: T, other: T) => boolean,
): T[] {
  const kept: T[] = [];
  for (const candidate of found.toSorted((one, other) => other.confidence - one.confidence)) {
    if (!kept.some((one) => isSame(one, candidate))) kept.push(candidate);
  }
  return kept;
}
