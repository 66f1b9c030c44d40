/** So many points at once with Shift. */
const LEAP = 10;
/** Page up and down go so much of the whole. */
const PAGE_SHARE = 1 / 20;

/** A key that was pressed on a chart. */
export interface WalkKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * Where a key leads to from a point of so many.
 *
 * @param from `undefined`: nobody is anywhere yet; then it leads to the last point, which is the newest
 * @returns undefined for a key that leads nowhere
 */
export function walk({ key, shiftKey }: WalkKey, from: number | undefined, count: number): number | undefined {
  const page = Math.max(LEAP, Math.round(count * PAGE_SHARE));
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -page, PageDown: page }[key];
  const last = count - 1;
  if (count === 0) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (by === undefined) return undefined;
  const leap = shiftKey && Math.abs(by) === 1 ? by * LEAP : by;
  return from === undefined ? last : Math.max(0, Math.min(last, from + leap));
}

/** The next of some ids in a circle that begins and ends with none of them. @param by 1 or -1 */
export function turn(ids: readonly string[], from: string | undefined, by: 1 | -1): string | undefined {
  const circle = [undefined, ...ids];
  return circle.at((circle.indexOf(from) + by) % circle.length);
}
