import { isFigure } from './scale.ts';

/** What a line covers in each column of pixels: from `low` to `high`; NaN where there is nothing. */
export interface Columns {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * A line of many points as what it covers in each column of pixels, which is all that can be seen of it: the points in the
 * column, and the line between them where it passes through. No point is left out, so no peak is lost.
 *
 * @param values of each point; none where it is missing: the line ends there and begins again after it
 * @param placeOf where a point stands, in columns from the left edge: from 0 to `count`, never falling
 * @param count of columns
 */
export function columnsOf(
  values: readonly (number | null)[],
  placeOf: (index: number) => number,
  count: number,
): Columns {
  const low = new Float64Array(count).fill(Number.NaN);
  const high = new Float64Array(count).fill(Number.NaN);
  const cover = (column: number, value: number): void => {
    // Nothing compares with NaN, so the first value of a column is both.
    if (!((low[column] ?? 0) <= value)) low[column] = value;
    if (!((high[column] ?? 0) >= value)) high[column] = value;
  };
  let known = false;
  let [lastPlace, lastValue, lastColumn] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (!isFigure(value)) {
      known = false;
      continue;
    }
    const place = placeOf(index);
    const column = Math.min(Math.floor(place), count - 1);
    if (known && column !== lastColumn) {
      const slope = (value - lastValue) / (place - lastPlace);
      for (let edge = lastColumn + 1; edge <= column; edge++) {
        const crossing = lastValue + slope * (edge - lastPlace);
        cover(edge - 1, crossing);
        cover(edge, crossing);
      }
    }
    cover(column, value);
    [known, lastPlace, lastValue, lastColumn] = [true, place, value, column];
  }
  return { low, high };
}

/** As if drawn with a pen of more than one column: each also covers what so many columns before and after it do. */
export function thicken({ low, high }: Columns, by: number): Columns {
  const thick = { low: low.slice(), high: high.slice() };
  for (let column = 0; column < low.length; column++) {
    for (let near = Math.max(0, column - by); near <= Math.min(column + by, low.length - 1); near++) {
      const [lower, upper] = [low[near] ?? Number.NaN, high[near] ?? Number.NaN];
      if (Number.isNaN(lower)) continue;
      if (!((thick.low[column] ?? Number.NaN) <= lower)) thick.low[column] = lower;
      if (!((thick.high[column] ?? Number.NaN) >= upper)) thick.high[column] = upper;
    }
  }
  return thick;
}
