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

/**
 * Whether a pointer moved. Browsers also tell of it when what lies under a resting one has scrolled away: whoever goes
 * through the boxes by keyboard would be led back by it.
 */
export const hasMoved = ({ movementX, movementY }: { readonly movementX: number; readonly movementY: number }) =>
  movementX !== 0 || movementY !== 0;
