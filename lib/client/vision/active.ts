import { create } from 'zustand';

/** The finding that somebody points at or has the focus on, on the picture or in the list beside it. */
interface ActiveStore {
  readonly id: string | undefined;
  /** Where it was pointed at: the other place brings it into view. */
  readonly from: 'picture' | 'list';
}

export const useActive = create<ActiveStore>()(() => ({ id: undefined, from: 'list' }));

export const point = (id: string | undefined, from: ActiveStore['from']): void => {
  const now = useActive.getState();
  if (now.id !== id || now.from !== from) useActive.setState({ id, from });
};

/** Nobody points at this one any more; at another one perhaps. */
export const pointAway = (id: string): void => {
  if (useActive.getState().id === id) point(undefined, 'list');
};

let at = { x: Number.NaN, y: Number.NaN };
let moved = false;

/**
 * Tells pointers that move from those that rest: browsers also tell of one when what lies under it has scrolled away, and
 * whoever goes through the boxes by keyboard would be led back by it.
 *
 * @returns ends it
 */
export function watchPointer(): () => void {
  const onMove = ({ clientX: x, clientY: y }: PointerEvent) => {
    moved = x !== at.x || y !== at.y;
    at = { x, y };
  };
  addEventListener('pointermove', onMove, CAPTURE);
  return () => removeEventListener('pointermove', onMove, CAPTURE);
}

/** Before whoever else hears of it. */
const CAPTURE = { capture: true } as const;

/** Points at what a pointer has moved over. */
export function pointOver(id: string): void {
  if (moved) point(id, 'list');
}
