'use client';
import { BARS } from './bars.tsx';
import type { ChartProps } from './chart-data.ts';
import { ChartFigure } from './chart-figure.tsx';

/** A bar for every step of time, up to 180, with up to ten parts and the rest. */
export function StackedBars(chart: ChartProps) {
  return <ChartFigure {...chart} kind={BARS} />;
}
