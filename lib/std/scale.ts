/** The smallest and the largest of some values. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  /** All of them are whole numbers. */
  readonly whole: boolean;
}

/** An axis of values: from the first tick to the last. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Strictly increasing. */
  readonly ticks: readonly number[];
}

export const isFigure = (value: number | null | undefined): value is number => Number.isFinite(value);

/** @returns undefined when there is no value among them */
export function extentOf(values: Iterable<number | null>): Extent | undefined {
  let [min, max, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (const value of values) {
    if (!isFigure(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (whole && !Number.isInteger(value)) whole = false;
  }
  return min <= max ? { min, max, whole } : undefined;
}

/** What holds all of these extents. @returns undefined when there is none */
export function joinExtents(extents: readonly (Extent | undefined)[]): Extent | undefined {
  const known = extents.filter((extent) => extent !== undefined);
  if (known.length === 0) return undefined;
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
    whole: known.every(({ whole }) => whole),
  };
}

/** What differs by less than this differs by the rounding of sums. */
const SMALLEST = 1e-12;

/**
 * A scale with zero that holds an extent, with ticks at 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for
 * graph labels", Graphics Gems, 1990): at most three digits of each differ from zero. Whole numbers have whole ticks.
 *
 * @param intervals how many steps there should be, about
 */
export function niceScale(extent: Extent, intervals: number): Scale {
  const [from, to] = [Math.min(0, extent.min), Math.max(0, extent.max)];
  const wished = (to - from > SMALLEST ? to - from : 1) / intervals;
  let exponent = Math.floor(Math.log10(wished));
  const power = 10 ** exponent;
  let factor = [1, 2, 5].find((nice) => wished <= nice * power);
  if (factor === undefined) {
    factor = 1;
    exponent += 1;
  }
  if (extent.whole && exponent < 0) [factor, exponent] = [1, 0];
  // Divided by a whole number where it is small: 3 × 0.1 would be 0.30000000000000004.
  const tick = (index: number): number =>
    exponent < 0 ? (index * factor) / 10 ** -exponent : index * factor * 10 ** exponent;
  const last = Math.ceil(to / tick(1) || (from === 0 ? 1 : 0));
  // What is below zero by nothing would be shown with its sign.
  const first = Math.floor(from / tick(1)) || 0;
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tick(first + index));
  return { min: tick(first), max: tick(last), ticks };
}
