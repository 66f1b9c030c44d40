'use client';
import { memo, useMemo } from 'react';
import { createTimeAxis, type TimeTick } from '#lib/domain/usage/time-ticks.ts';
import type { FormatValue } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import type { TimeWords } from './use-time-words.ts';
import { startMsOf, stepAt, type View, xOf, yOf } from './view.ts';

/** As wide as a tick's words, in both languages, and some room between two. */
const TICK_PX = 64;

/** The ticks of time that there is room for; beneath a bar at most one. */
export function useTimeTicks(view: View, { isLine }: ChartKind): readonly TimeTick[] {
  const { timeZone, endMs } = view.data;
  const axis = useMemo(() => createTimeAxis(timeZone), [timeZone]);
  return useMemo(() => {
    const most = Math.max(2, Math.floor(view.widthPx / TICK_PX));
    const ticks = axis.ticks({ startMs: startMsOf(view), endMs }, most);
    if (isLine) return ticks;
    const stepOf = ({ atMs }: TimeTick) => stepAt(view.data, atMs);
    return ticks.filter((tick, index) => {
      const before = ticks[index - 1];
      return tick.atMs < endMs && (before === undefined || stepOf(before) !== stepOf(tick));
    });
  }, [axis, view, endMs, isLine]);
}

interface ValueAxisProps {
  view: View;
  format: FormatValue;
}

/** The values beside their lines; as wide as the longest of them. */
export function ValueAxis({ view, format }: ValueAxisProps) {
  return (
    <div aria-hidden className="grid pr-2 text-right text-meta text-faint tabular-nums">
      {view.scale.ticks.map((value) => (
        <span
          key={value}
          className="relative col-start-1 row-start-1 h-4 -translate-y-1/2 whitespace-nowrap"
          style={{ top: yOf(view, value) }}
        >
          {format(value, 'axis')}
        </span>
      ))}
    </div>
  );
}

/** A line for every value that is named, and a stroke on the ground for every time. */
export const Grid = memo(function Lines({ view, ticks }: { view: View; ticks: readonly TimeTick[] }) {
  const { scale, widthPx, heightPx } = view;
  return (
    <svg
      aria-hidden
      width={widthPx}
      height={heightPx}
      className="pointer-events-none absolute inset-0 overflow-visible"
    >
      {scale.ticks.map((value) => {
        const y = crisp(yOf(view, value), heightPx);
        const colour = value === 0 ? 'stroke-line-control' : 'stroke-line';
        return <line key={value} x1={0} x2={widthPx} y1={y} y2={y} className={colour} />;
      })}
      {ticks.map(({ atMs }) => {
        const x = crisp(xOf(view, atMs), widthPx);
        return <line key={atMs} x1={x} x2={x} y1={heightPx} y2={heightPx + 4} className="stroke-line-control" />;
      })}
    </svg>
  );
});

/** In the middle of a pixel, so that a line is one pixel wide. */
const crisp = (at: number, size: number): number => Math.min(Math.round(at), size - 1) + 0.5;

interface TimeAxisProps {
  view: View;
  kind: ChartKind;
  ticks: readonly TimeTick[];
  words: TimeWords;
}

/** The times beneath their strokes; of bars beneath the middle of the bar. */
export function TimeAxis({ view, kind, ticks, words }: TimeAxisProps) {
  const left = (atMs: number) => (kind.isLine ? xOf(view, atMs) : kind.xOfStep(view, stepAt(view.data, atMs)));
  return (
    <div aria-hidden className="relative col-start-2 h-9 pt-1 text-meta text-faint tabular-nums">
      {view.widthPx > 0 &&
        words.ticks(ticks).map(({ atMs, first, second }) => (
          <span
            key={atMs}
            className="absolute flex -translate-x-1/2 flex-col items-center whitespace-nowrap"
            style={{ left: left(atMs) }}
          >
            <span>{first}</span>
            {second !== undefined && <span>{second}</span>}
          </span>
        ))}
    </div>
  );
}
