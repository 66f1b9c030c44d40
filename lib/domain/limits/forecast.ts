/** When a limit is reached, in Unix milliseconds. `nowMs` throughout where it is reached already. */
export interface Forecast {
  /** `null`: not at the present rate, within its window. */
  readonly reachedAtMs: number | null;
  /** One of ten is reached before. `null`: not even those within the window. */
  readonly earliestMs: number | null;
  /** One of ten is reached after. `null`: that one is maybe not reached at all within the window. */
  readonly latestMs: number | null;
}

/** So many standard deviations to either side hold 80 % of a normal distribution. */
export const SIDES = 1.2816;

/**
 * As many of Student's distribution, for a deviation that was estimated itself (Abramowitz, Stegun, "Handbook of
 * Mathematical Functions", 26.7.5).
 *
 * @param freedom its degrees
 */
export const sidesOf = (freedom: number): number =>
  SIDES + (SIDES ** 3 + SIDES) / (4 * freedom) + (5 * SIDES ** 5 + 16 * SIDES ** 3 + 3 * SIDES) / (96 * freedom ** 2);

/** What is expected by an instant, and its standard deviation. */
export interface Point {
  readonly atMs: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * When a curve through points comes to a height for the first time.
 *
 * @param deviations how many are added to each mean
 * @returns whole milliseconds; `null` when it does not
 */
export function firstReach(points: readonly Point[], height: number, deviations: number): number | null {
  let before: { readonly atMs: number; readonly value: number } | undefined;
  for (const { atMs, mean, deviation } of points) {
    const value = mean + deviations * deviation;
    if (value >= height) {
      if (before === undefined) return atMs;
      return Math.ceil(before.atMs + ((height - before.value) / (value - before.value)) * (atMs - before.atMs));
    }
    before = { atMs, value };
  }
  return null;
}

/**
 * The limit that is reached first, with the name that says which. Of equals the first in the list.
 *
 * @returns null when none is reached
 */
export function firstToBind<Limit extends { readonly name: string; readonly forecast: Forecast }>(
  limits: readonly Limit[],
): Limit | null {
  let first: Limit | null = null;
  let firstMs = Number.POSITIVE_INFINITY;
  for (const limit of limits) {
    const atMs = limit.forecast.reachedAtMs;
    if (atMs === null || atMs >= firstMs) continue;
    first = limit;
    firstMs = atMs;
  }
  return first;
}
