'use client';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { FormatValue } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import { FigureShape } from './figure-shape.tsx';
import type { Shown } from './looks.ts';
import { NEAR_PX, type Place, type Point, type View, yOf } from './view.ts';

/** Marks that would stand nearer than this are one. */
const SPOT_PX = 12;
/** From a mark's middle to the edge of the plot, and half of what it is from another kind's. */
const MARGIN_PX = 6;

/** One or several marks of a kind, where they are drawn. */
export interface Spot extends Place {
  readonly look: Shown;
  /** The step with the most of them. */
  readonly index: number;
}

const hasLimit = ({ data: { limit }, scale }: View): boolean => limit !== undefined && limit.value <= scale.max;

/** Marks stand on the line of the limit; where that is out of sight, along the upper edge. */
function levelOf(view: View, kind: number): number {
  const { limit } = view.data;
  const top = limit !== undefined && hasLimit(view) ? yOf(view, limit.value) : 0;
  return Math.min(Math.max(top, MARGIN_PX) + kind * 2 * MARGIN_PX, view.heightPx - MARGIN_PX);
}

/** Where marks are drawn, at most one of each kind in so many pixels. */
export function spotsOf(view: View, xOfStep: ChartKind['xOfStep']): Spot[] {
  return view.marks.flatMap((look, kind) => {
    const most = new Map<number, number>();
    for (const [index, count] of look.values.entries()) {
      if (count === null || !(count > 0)) continue;
      const place = Math.floor(xOfStep(view, index) / SPOT_PX);
      const known = most.get(place);
      if (known === undefined || count > (look.values[known] ?? 0)) most.set(place, index);
    }
    return [...most.values()].map((index) => ({ look, index, x: xOfStep(view, index), y: levelOf(view, kind) }));
  });
}

/** The mark that is pointed at. */
export function spotAt(spots: readonly Spot[], { x, y }: Place): Point | undefined {
  const distance = (spot: Spot) => Math.hypot(spot.x - x, spot.y - y);
  const near = spots.filter((spot) => distance(spot) <= NEAR_PX / 2);
  const nearest = near.toSorted((one, two) => distance(one) - distance(two))[0];
  return nearest && { index: nearest.index, id: nearest.look.id };
}

interface OverlayProps {
  view: View;
  spots: readonly Spot[];
  format: FormatValue;
}

/** The limit, and what was refused at it. */
export const Overlay = memo(function Limit({ view, spots, format }: OverlayProps) {
  const t = useTranslations('charts');
  const { data, widthPx, heightPx } = view;
  const { limit } = data;
  const inSight = hasLimit(view);
  const limitY = limit === undefined ? 0 : Math.round(yOf(view, limit.value)) + 0.5;
  return (
    <>
      <svg
        aria-hidden
        width={widthPx}
        height={heightPx}
        className="pointer-events-none absolute inset-0 overflow-visible"
      >
        {inSight && (
          <line
            x1={0}
            x2={widthPx}
            y1={limitY}
            y2={limitY}
            strokeWidth={1.5}
            strokeDasharray="6 4"
            className="stroke-text"
          />
        )}
        {spots.map(({ look, index, x, y }) => (
          <g key={`${look.id} ${index}`} transform={`translate(${x} ${y})`}>
            <FigureShape look={look} />
          </g>
        ))}
      </svg>
      {limit !== undefined && (
        <p
          aria-hidden
          className="pointer-events-none absolute right-0 max-w-full truncate rounded-control bg-panel/80 px-1 text-meta text-text"
          style={{ bottom: heightPx - (inSight ? limitY : 0) + 1 }}
        >
          {t(inSight ? 'limit' : 'limitAbove', { label: limit.label, value: format(limit.value) })}
        </p>
      )}
    </>
  );
});
