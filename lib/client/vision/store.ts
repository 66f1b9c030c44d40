import { create } from 'zustand';
import type { VisionPicture } from './picture.ts';

/** The pictures of this session: they live as long as the page does, and nowhere else. */
export interface VisionStore {
  /** In the order of their coming. */
  readonly pictures: readonly VisionPicture[];
  /** The one that is shown. */
  readonly shownKey: string | undefined;
  /** Files that were not taken, with the reasons. */
  readonly refused: readonly Pick<VisionPicture, 'key' | 'name' | 'fault'>[];
  /** Taken out last, with where it stood, so that it can be put back. */
  readonly removed: { readonly picture: VisionPicture; readonly at: number } | undefined;
  /** The rate limit lets nothing through until then; undefined while it does. */
  readonly heldUntilMs: number | undefined;
}

export const useVision = create<VisionStore>()(() => ({
  pictures: [],
  shownKey: undefined,
  refused: [],
  removed: undefined,
  heldUntilMs: undefined,
}));

/** Changes one picture, if it is still there. */
export function changePicture(key: string, change: (picture: VisionPicture) => VisionPicture): void {
  useVision.setState(({ pictures }) => ({
    pictures: pictures.map((picture) => (picture.key === key ? change(picture) : picture)),
  }));
}

export const findPicture = (key: string): VisionPicture | undefined =>
  useVision.getState().pictures.find((picture) => picture.key === key);

export const showPicture = (key: string): void => useVision.setState({ shownKey: key });

export const showRun = (key: string, runId: string): void =>
  changePicture(key, (picture) => ({ ...picture, shownRunId: runId }));

export const dismissRefused = (key: string): void =>
  useVision.setState(({ refused }) => ({ refused: refused.filter((one) => one.key !== key) }));
