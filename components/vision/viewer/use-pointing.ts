import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
} from 'react';
import { boxAt } from '#lib/domain/vision/box-at.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { type Direction, neighbourOf } from '#lib/domain/vision/neighbour.ts';
import { idOf } from './boxes.tsx';
import type { Stage } from './stage.ts';
import type { PlacedFinding } from './view-data.ts';

/** How far beside a box a pointer or a finger still means it. */
const SLOP_PX = 3;
const TOUCH_SLOP_PX = 10;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

interface PointingOptions {
  readonly list: RefObject<HTMLElement | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly stage: RefObject<Stage | undefined>;
  readonly shown: RefObject<ImageSize>;
  /** In reading order. */
  readonly findings: readonly PlacedFinding[];
  readonly coordinates: ImageSize;
  readonly onActive: (id: string | undefined) => void;
  readonly onPick: ((id: string) => void) | undefined;
}

/** Who is pointed at, by pointer, finger or keyboard. */
export function usePointing(options: PointingOptions) {
  const { list, findings } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  /** What the pointer is on: it needs not be brought into view. */
  const pointed = useRef<string>(undefined);

  const elementOf = useCallback(
    (id: string | undefined) =>
      id === undefined ? null : (list.current?.querySelector<SVGGElement>(`[data-box="${CSS.escape(id)}"]`) ?? null),
    [list],
  );

  // One of them is reached by Tab: the first, until another has had the focus.
  const stop = useRef<SVGGElement>(null);
  const stopAt = useCallback((element: SVGGElement | null) => {
    if (element === null || element === stop.current) return;
    stop.current?.setAttribute('tabindex', '-1');
    element.setAttribute('tabindex', '0');
    stop.current = element;
  }, []);
  useEffect(() => {
    if (stop.current?.isConnected && findings.length > 0) return;
    stopAt(elementOf(findings[0]?.id));
  }, [findings, elementOf, stopAt]);

  const point = (id: string | undefined) => {
    if (id === pointed.current) return;
    pointed.current = id;
    latest.current.onActive(id);
  };
  const found = ({ clientX, clientY }: MouseEvent, slopPx: number): string | undefined => {
    const { stage, shown, coordinates } = latest.current;
    const at = stage.current?.onSheet({ x: clientX, y: clientY });
    if (at === undefined) return undefined;
    const [across, down] = [coordinates.width / shown.current.width, coordinates.height / shown.current.height];
    const place = { x: at.x * across, y: at.y * down };
    return boxAt(latest.current.findings, place, { x: slopPx * across, y: slopPx * down })?.id;
  };

  const onFocus = useCallback(
    (id: string | undefined) => {
      stopAt(elementOf(id));
      pointed.current = undefined;
      latest.current.onActive(id);
    },
    [elementOf, stopAt],
  );

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const { findings: all, onPick, scroller } = latest.current;
      const id = idOf(event.target);
      const from = all.findIndex((finding) => finding.id === id);
      if (id === undefined || from < 0) return;
      const to = keyLeadsTo(event.key, from, all);
      if (to !== undefined) elementOf(all[to]?.id)?.focus({ preventScroll: true });
      else if (event.key === 'Escape') scroller.current?.focus({ preventScroll: true });
      else if (event.key === 'Enter' || event.key === ' ') onPick?.(id);
      else if (!(event.key in DIRECTIONS)) return;
      event.preventDefault();
    },
    [elementOf],
  );

  return {
    pointed,
    elementOf,
    listProps: { onFocus, onKeyDown },
    sheetProps: {
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (event.pointerType === 'touch' || event.buttons !== 0) return;
        const id = found(event, SLOP_PX);
        event.currentTarget.style.cursor = id === undefined ? '' : 'pointer';
        point(id);
      },
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        if (pointerType !== 'touch') point(undefined);
      },
      onClick: (event: MouseEvent<HTMLElement>) => {
        const isTouch =
          event.nativeEvent instanceof globalThis.PointerEvent && event.nativeEvent.pointerType === 'touch';
        // A screen reader presses the box itself.
        const id = idOf(event.target) ?? found(event, isTouch ? TOUCH_SLOP_PX : SLOP_PX);
        if (isTouch) point(id);
        if (id !== undefined) latest.current.onPick?.(id);
      },
    },
  };
}

function keyLeadsTo(key: string, from: number, findings: readonly PlacedFinding[]): number | undefined {
  const direction = DIRECTIONS[key];
  if (direction !== undefined) return neighbourOf(findings, from, direction);
  const last = findings.length - 1;
  // Page by page means one by one here, as they are read: so that each of them is reached.
  const to = { Home: 0, End: last, PageDown: from + 1, PageUp: from - 1 }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(last, to));
}
