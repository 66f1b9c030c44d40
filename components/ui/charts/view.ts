import { lowerBound } from '#lib/std/lower-bound.ts';
import { type Extent, extentOf, niceScale, type Scale } from '#lib/std/scale.ts';
import type { ChartData, Series } from './chart-data.ts';
import type { Shown } from './looks.ts';

/** What is drawn, and where: the plot's size is in CSS pixels, its top left corner is 0, 0. */
export interface View {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: ChartData;
  readonly scale: Scale;
  /** The series that are not hidden. */
  readonly shown: readonly Shown[];
  readonly marks: readonly Shown[];
}

/** A place in the plot, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A step of time, and of which series or kind of mark, if of one. */
export interface Point {
  readonly index: number;
  readonly id?: string | undefined;
}

/** How many steps the axis of values has, about. */
const INTERVALS = 4;

/** A limit that is higher than so many times the highest value would press them all to the ground. */
const LIMIT_IN_SIGHT = 4;

/** Within so many pixels something is meant. */
export const NEAR_PX = 24;

/** The scale for values of an extent, with their limit where that leaves something to see of them. */
export function scaleFor(extent: Extent | undefined, limit: number | undefined): Scale {
  if (extent === undefined) return niceScale({ min: 0, max: limit ?? 0, whole: true }, INTERVALS);
  const inSight = limit !== undefined && limit <= LIMIT_IN_SIGHT * extent.max;
  return niceScale(inSight ? { ...extent, max: Math.max(extent.max, limit) } : extent, INTERVALS);
}

export const startMsOf = ({ data: { starts, endMs } }: View): number => starts[0] ?? endMs;

/** From the left edge. */
export function xOf(view: View, atMs: number): number {
  const startMs = startMsOf(view);
  return ((atMs - startMs) / (view.data.endMs - startMs || 1)) * view.widthPx;
}

/** From the top edge. */
export const yOf = ({ scale: { min, max }, heightPx }: View, value: number): number =>
  ((max - value) / (max - min)) * heightPx;

export const atMsOf = (view: View, x: number): number => {
  const startMs = startMsOf(view);
  return startMs + (x / view.widthPx) * (view.data.endMs - startMs);
};

export const stepEndMs = ({ starts, endMs }: Pick<ChartData, 'starts' | 'endMs'>, index: number): number =>
  starts[index + 1] ?? endMs;

/** The step that holds an instant; before all of them the first one, behind them the last. */
export function stepAt({ starts }: Pick<ChartData, 'starts'>, atMs: number): number {
  const from = lowerBound(starts, atMs);
  return Math.max(0, starts[from] === atMs ? from : from - 1);
}

/** Extents are asked for at every rendering, and do not change. */
const extents = new WeakMap<Series['values'], { readonly extent: Extent | undefined }>();

export function knownExtent(values: Series['values']): Extent | undefined {
  const known = extents.get(values);
  if (known !== undefined) return known.extent;
  const extent = extentOf(values);
  extents.set(values, { extent });
  return extent;
}
