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
