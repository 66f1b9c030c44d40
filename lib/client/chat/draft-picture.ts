import type { Picture } from '#lib/contract/conversations.ts';

/** Why a file does not become a picture of a message. */
export interface PictureFault {
  /**
   * `server`: it refused, in `words`; `network`: it could not be reached; `browser`: this one makes no pictures; `room`: the
   * person's pictures take all that they may; `gone`: the server waited for its message no longer.
   */
  readonly code: 'gone' | 'room' | 'type' | 'bytes' | 'pixels' | 'broken' | 'count' | 'server' | 'network' | 'browser';
  readonly words?: string;
}

/** A picture of the message that is being written. */
export type DraftPicture = { readonly key: string; readonly name: string } & (
  | { readonly state: 'preparing' }
  | {
      readonly state: 'ready';
      readonly picture: Picture;
      /** Of the file that it was made of. */
      readonly fileBytes: number;
    }
  | { readonly state: 'refused'; readonly fault: PictureFault }
);

/** A message that is being written, or could not be sent. */
export interface UnsentMessage {
  readonly text: string;
  readonly pictures: readonly DraftPicture[];
}

/** Those that can be sent. */
export const readyPictures = (pictures: readonly DraftPicture[]): readonly Picture[] =>
  pictures.flatMap((draft) => (draft.state === 'ready' ? [draft.picture] : []));

/** There is nothing in the box that could be sent, now or soon. */
export const isBlank = (text: string, pictures: readonly DraftPicture[]): boolean =>
  text.trim() === '' && pictures.every(({ state }) => state === 'refused');
