import type { Picture } from '#lib/contract/conversations.ts';

export interface NewPicture {
  readonly owner: string;
  readonly picture: Picture;
  /** As many as `picture` says. */
  readonly data: Uint8Array;
  readonly nowMs: number;
}

export interface StoredPicture extends Pick<Picture, 'mediaType'> {
  readonly data: Uint8Array;
}

/**
 * Pictures of messages. Each is its owner's. One that is in no conversation is kept for a while: the message that it was
 * made for may still be sent; those of conversations go with the last of them.
 */
export interface PictureStore {
  /**
   * What several processes add at the same moment may together pass the cap.
   *
   * @param capBytes of all pictures of its owner. @returns how many they have already, when it would not fit
   */
  add(picture: NewPicture, capBytes: number): Promise<number | undefined>;
  /** Those of them that are the owner's, in any order. */
  find(owner: string, ids: readonly string[]): Promise<Picture[]>;
  /** @returns undefined for another's, too */
  read(owner: string, id: string): Promise<StoredPicture | undefined>;
  /** Deletes those that came before an instant and are in no conversation. @returns how many */
  prune(beforeMs: number): Promise<number>;
}
