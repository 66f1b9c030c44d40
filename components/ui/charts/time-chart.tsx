'use client';
import type { ChartProps } from './chart-data.ts';
import { ChartFigure } from './chart-figure.tsx';
import { FILLED_LINES, LINES } from './lines.tsx';

interface TimeChartProps extends ChartProps {
  /** Colours the ground below the lines too. */
  filled?: boolean;
}

/** Lines over time: up to ten of 43,200 points, a month of minutes. */
export function TimeChart({ filled = false, ...chart }: TimeChartProps) {
  return <ChartFigure {...chart} kind={filled ? FILLED_LINES : LINES} />;
}
