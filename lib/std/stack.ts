import { isFigure } from './scale.ts';

/** Where each value stands on those below it: `from[index]` to `to[index]`. */
export interface Layer {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

export interface Stack {
  /** One for each of the values, the first at the bottom. */
  readonly layers: readonly Layer[];
  readonly totals: Float64Array;
}

/**
 * Values on top of each other. What is missing, is no number or is below zero has no height.
 *
 * @param count how many each of them has
 */
export function stackUp(all: readonly (readonly (number | null)[])[], count: number): Stack {
  const totals = new Float64Array(count);
  const layers = all.map((values): Layer => {
    const from = totals.slice();
    for (let index = 0; index < count; index++) {
      const value = values[index];
      if (isFigure(value) && value > 0) totals[index] = (totals[index] ?? 0) + value;
    }
    return { from, to: totals.slice() };
  });
  return { layers, totals };
}
