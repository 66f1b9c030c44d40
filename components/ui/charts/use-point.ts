import { type FocusEvent, type KeyboardEvent, type MouseEvent, type PointerEvent, useState } from 'react';
import type { ChartKind } from './chart-kind.ts';
import { type Spot, spotAt } from './marks.tsx';
import type { Place, Point, View } from './view.ts';
import { turn, walk } from './walk.ts';

interface UsePointOptions {
  view: View;
  kind: ChartKind;
  spots: readonly Spot[];
  onSelect: ((startMs: number, id?: string) => void) | undefined;
}

/** Where somebody is in a chart, by pointer, finger or keyboard. */
export function usePoint({ view, kind, spots, onSelect }: UsePointOptions) {
  const { starts } = view.data;
  const [point, setPoint] = useState<Point>();
  /** What is read aloud: where keys and fingers lead, not what a mouse passes. */
  const [told, setTold] = useState<Point>();
  const here = point !== undefined && point.index < starts.length ? point : undefined;

  const go = (to: Point, aloud: boolean) => {
    setPoint(to);
    if (aloud) setTold(to);
  };
  const pointAt = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point => {
    const box = currentTarget.getBoundingClientRect();
    const place: Place = { x: clientX - box.left, y: clientY - box.top };
    return spotAt(spots, place) ?? kind.pick(view, place);
  };
  const select = () => {
    const startMs = here === undefined ? undefined : starts[here.index];
    if (startMs !== undefined) onSelect?.(startMs, here?.id);
  };

  return {
    point: here,
    told: told !== undefined && told.index < starts.length ? told : undefined,
    plotProps: {
      // The one stop of the keyboard in a chart: its steps are walked from there.
      tabIndex: 0,
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (starts.length > 0) go(pointAt(event), event.pointerType !== 'mouse');
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (starts.length > 0) go(pointAt(event), false);
      },
      // A finger leaves by being lifted, and then what it pointed at is read.
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        if (pointerType === 'mouse') setPoint(undefined);
      },
      onClick: ({ target, currentTarget }: MouseEvent) => {
        if (target === currentTarget) select();
      },
      onFocus: ({ currentTarget }: FocusEvent<HTMLElement>) => {
        const last = starts.length - 1;
        if (here === undefined && last >= 0 && currentTarget.matches(':focus-visible')) go({ index: last }, true);
      },
      onBlur: () => {
        setPoint(undefined);
        // Figures that arrive later would be read to whoever is somewhere else by then.
        setTold(undefined);
      },
      onKeyDown: (event: KeyboardEvent) => {
        const { key, altKey, ctrlKey, metaKey } = event;
        // What stands in the plot when it cannot be drawn has keys of its own.
        if (event.target !== event.currentTarget) return;
        if (altKey || ctrlKey || metaKey || starts.length === 0) return;
        const index = walk(event, here?.index, starts.length);
        if (index !== undefined) go({ index, id: here?.id }, true);
        else if (key === 'ArrowUp' || key === 'ArrowDown') {
          const ids = [...view.shown, ...view.marks].map(({ id }) => id);
          go({ index: here?.index ?? starts.length - 1, id: turn(ids, here?.id, key === 'ArrowDown' ? 1 : -1) }, true);
        } else if (key === 'Enter' || key === ' ') select();
        else return;
        event.preventDefault();
      },
    },
  };
}
