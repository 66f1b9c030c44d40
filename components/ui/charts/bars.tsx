'use client';
import { memo, useMemo } from 'react';
import { extentOf } from '#lib/std/scale.ts';
import { type Layer, type Stack, stackUp } from '#lib/std/stack.ts';
import type { ChartKind } from './chart-kind.ts';
import type { Shown } from './looks.ts';
import { atMsOf, type Place, type Point, stepAt, stepEndMs, type View, xOf, yOf } from './view.ts';

/** Of a step's width; the rest is the gap to the next bar. */
const BAR_SHARE = 0.8;
const MOST_GAP_PX = 8;
/** Parts that are at least so high are told apart by a gap. */
const PARTED_PX = 4;

/** The same series are stacked for the axis, the bars and what is pointed at. */
const stacks = new WeakMap<readonly Shown[], Stack>();

function stackOf(shown: readonly Shown[]): Stack {
  const known = stacks.get(shown);
  if (known !== undefined) return known;
  const all = shown.map(({ values }) => values);
  const stack = stackUp(all, Math.max(0, ...all.map(({ length }) => length)));
  stacks.set(shown, stack);
  return stack;
}

/** Where a step's bar stands. */
function slotOf(view: View, index: number): { readonly x: number; readonly width: number } {
  const { data } = view;
  const [from, to] = [xOf(view, data.starts[index] ?? data.endMs), xOf(view, stepEndMs(data, index))];
  const gap = Math.min((to - from) * (1 - BAR_SHARE), MOST_GAP_PX);
  return { x: from + gap / 2, width: to - from - gap };
}

interface PartProps {
  view: View;
  layer: Layer;
}

/** The rectangles of one series, as the `d` of an SVG path. */
function pathOf({ view, layer: { from, to } }: PartProps, indexes: Iterable<number>): string {
  let path = '';
  for (const index of indexes) {
    const [low, high] = [from[index] ?? 0, to[index] ?? 0];
    if (!(high > low)) continue;
    const { x, width } = slotOf(view, index);
    const [top, bottom] = [yOf(view, high), yOf(view, low)];
    const parted = low > 0 && bottom - top >= PARTED_PX ? 1 : 0;
    path += `M${x},${bottom - parted}V${top}h${width}V${bottom - parted}z`;
  }
  return path;
}

const Plot = memo(function Bars({ view }: { view: View }) {
  const { widthPx, heightPx, shown, data } = view;
  const paths = useMemo(
    () => stackOf(shown).layers.map((layer) => pathOf({ view, layer }, data.starts.keys())),
    [view, shown, data],
  );
  return (
    <svg aria-hidden width={widthPx} height={heightPx} className="pointer-events-none absolute inset-0">
      {shown.map(({ id, colour }, index) => (
        <path key={id} d={paths[index]} className={`${colour} fill-current`} />
      ))}
    </svg>
  );
});

function pick(view: View, { x, y }: Place): Point {
  const index = stepAt(view.data, atMsOf(view, x));
  const { scale, heightPx, shown } = view;
  const value = scale.max - (y / heightPx) * (scale.max - scale.min);
  const { layers } = stackOf(shown);
  const hit = layers.findIndex(({ from, to }) => (from[index] ?? 0) <= value && value < (to[index] ?? 0));
  return { index, id: shown[hit]?.id };
}

function Cursor({ view, point: { index, id } }: { view: View; point: Point }) {
  const { widthPx, heightPx, shown, data } = view;
  const [from, to] = [xOf(view, data.starts[index] ?? data.endMs), xOf(view, stepEndMs(data, index))];
  const { layers } = stackOf(shown);
  const at = shown.findIndex((one) => one.id === id);
  const layer = layers[at];
  return (
    <svg aria-hidden width={widthPx} height={heightPx} className="pointer-events-none absolute inset-0">
      <rect x={from} width={Math.max(1, to - from)} height={heightPx} className="fill-text opacity-10" />
      {layer !== undefined && (
        <path d={pathOf({ view, layer }, [index])} className="fill-none stroke-text" strokeWidth={1.5} />
      )}
    </svg>
  );
}

export const BARS: ChartKind = {
  isLine: false,
  extentOf(shown) {
    const extent = extentOf(stackOf(shown).totals);
    return extent !== undefined && extent.max > 0 ? { ...extent, min: 0 } : undefined;
  },
  peakOf({ shown }) {
    const { totals } = stackOf(shown);
    const value = Math.max(0, ...totals);
    return value > 0 ? { index: totals.indexOf(value), value } : undefined;
  },
  xOfStep: (view, index) => {
    const { data } = view;
    return xOf(view, ((data.starts[index] ?? data.endMs) + stepEndMs(data, index)) / 2);
  },
  pick,
  Plot,
  Cursor,
};
