'use client';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ownTask } from '#lib/client/own-task.ts';
import { watchTheme } from '#lib/client/theme.ts';
import { lowerBound } from '#lib/std/lower-bound.ts';
import { isFigure, joinExtents } from '#lib/std/scale.ts';
import type { ChartKind } from './chart-kind.ts';
import { FigureShape } from './figure-shape.tsx';
import type { Shown } from './looks.ts';
import { atMsOf, knownExtent, NEAR_PX, type Place, type Point, type View, xOf, yOf } from './view.ts';

/** uPlot comes with the first line. */
const loadDrawing = () => import('./draw-lines.ts');

/** A line has its shape so often. */
const SHAPE_EVERY_PX = 120;

const xOfStep: ChartKind['xOfStep'] = (view, index) => xOf(view, view.data.starts[index] ?? view.data.endMs);

/** Of the steps that share a pixel, the one with the highest value of some series: it is what can be seen there. */
function stepNear(view: View, x: number, series = view.shown): number {
  const { starts } = view.data;
  const [from, to] = [lowerBound(starts, atMsOf(view, x - 0.5)), lowerBound(starts, atMsOf(view, x + 0.5))];
  if (to - from < 2) {
    const after = Math.min(lowerBound(starts, atMsOf(view, x)), starts.length - 1);
    return after > 0 && x - xOfStep(view, after - 1) < xOfStep(view, after) - x ? after - 1 : after;
  }
  let [highest, index] = [Number.NEGATIVE_INFINITY, from];
  for (const { values } of series) {
    for (let step = from; step < to; step++) {
      const value = values[step];
      if (isFigure(value) && value > highest) [highest, index] = [value, step];
    }
  }
  return index;
}

function pick(view: View, { x, y }: Place): Point {
  const index = stepNear(view, x);
  let [nearestPx, id]: [number, string | undefined] = [NEAR_PX, undefined];
  for (const { id: seriesId, values } of view.shown) {
    const value = values[index];
    const distancePx = isFigure(value) ? Math.abs(yOf(view, value) - y) : Number.POSITIVE_INFINITY;
    if (distancePx < nearestPx) [nearestPx, id] = [distancePx, seriesId];
  }
  return { index, id };
}

interface PlotProps {
  view: View;
  filled: boolean;
}

/** The lines, drawn by what is loaded with the first of them. */
const Plot = memo(function Lines({ view, filled }: PlotProps) {
  const t = useTranslations('charts');
  const box = useRef<HTMLDivElement>(null);
  const takeAway = useRef<(() => void) | undefined>(undefined);
  const [retry, setRetry] = useState<(() => void) | undefined>(undefined);

  useEffect(() => {
    const cancelled = new AbortController();
    const { signal } = cancelled;
    const draw = async () => {
      const { drawLines } = await ownTask(loadDrawing);
      if (signal.aborted || box.current === null) return;
      const drawn = await drawLines(box.current, { view, filled, signal });
      if (drawn === undefined) return;
      // What was there before stays until something else is.
      takeAway.current?.();
      takeAway.current = drawn;
    };
    const start = () => {
      setRetry(undefined);
      draw().catch(() => setRetry(() => (signal.aborted ? undefined : start)));
    };
    start();
    const endWatching = watchTheme(start);
    return () => {
      cancelled.abort();
      endWatching();
    };
  }, [view, filled]);
  useEffect(() => () => takeAway.current?.(), []);

  return (
    <>
      <div ref={box} aria-hidden className="pointer-events-none absolute inset-0" />
      {retry !== undefined && (
        <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-2 text-ui">
          <span>{t('failed')}</span>
          <Button size="compact" onClick={retry}>
            {t('retry')}
          </Button>
        </div>
      )}
      {view.shown.length > 1 && <Shapes view={view} />}
    </>
  );
});

/** Every line's shape, again and again along it. */
function Shapes({ view }: { view: View }) {
  const { widthPx, heightPx, shown } = view;
  const times = Math.max(1, Math.floor(widthPx / SHAPE_EVERY_PX));
  /** Each a little further than those of the line before, so that no two lie on each other. */
  const stepsOf = (look: Shown, nth: number) => {
    const places = Array.from({ length: times }, (_, time) => (time + (nth + 0.5) / shown.length) / times);
    return new Set(places.map((place) => stepNear(view, place * widthPx, [look])));
  };
  return (
    <svg
      aria-hidden
      width={widthPx}
      height={heightPx}
      className="pointer-events-none absolute inset-0 overflow-visible"
    >
      {shown.flatMap((look, nth) =>
        [...stepsOf(look, nth)].map((step) => {
          const value = look.values[step];
          if (!isFigure(value)) return null;
          return (
            <g key={`${look.id} ${step}`} transform={`translate(${xOfStep(view, step)} ${yOf(view, value)})`}>
              <FigureShape look={look} />
            </g>
          );
        }),
      )}
    </svg>
  );
}

function Cursor({ view, point: { index, id } }: { view: View; point: Point }) {
  const { widthPx, heightPx, shown } = view;
  const x = xOfStep(view, index);
  const line = Math.round(x) + 0.5;
  return (
    <svg
      aria-hidden
      width={widthPx}
      height={heightPx}
      className="pointer-events-none absolute inset-0 overflow-visible"
    >
      <line x1={line} x2={line} y1={0} y2={heightPx} className="stroke-muted" />
      {shown.map((look) => {
        const value = look.values[index];
        if (!isFigure(value)) return null;
        return (
          <g key={look.id} transform={`translate(${x} ${yOf(view, value)})`}>
            <FigureShape look={look} scale={look.id === id ? 1.4 : 1} />
          </g>
        );
      })}
    </svg>
  );
}

const COMMON = {
  isLine: true,
  extentOf: (shown) => joinExtents(shown.map(({ values }) => knownExtent(values))),
  peakOf({ shown }) {
    const extent = joinExtents(shown.map(({ values }) => knownExtent(values)));
    const highest = shown.find(({ values }) => knownExtent(values)?.max === extent?.max);
    if (extent === undefined || highest === undefined) return;
    return { index: highest.values.indexOf(extent.max), value: extent.max };
  },
  xOfStep,
  pick,
  Cursor,
} as const satisfies Omit<ChartKind, 'Plot'>;

export const LINES: ChartKind = { ...COMMON, Plot: ({ view }) => <Plot view={view} filled={false} /> };

export const FILLED_LINES: ChartKind = { ...COMMON, Plot: ({ view }) => <Plot view={view} filled /> };
