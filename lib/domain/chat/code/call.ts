import type { Picture } from '#lib/contract/conversations.ts';
import type { ChatBody } from '#lib/domain/chat/request.ts';

/** A request to be written as code. */
export interface CodeCall {
  /** With the version, without a slash at its end. */
  readonly baseUrl: string;
  readonly body: ChatBody;
  /** Those that its messages name. */
  readonly pictures: readonly Picture[];
  /** Where no key is needed: the words that say so, on one line. The code then runs as it stands. */
  readonly keyNote: string | undefined;
}

/** Holds the key; code never does. */
export const KEY_VARIABLE = 'RUIJING_API_KEY';

/** Takes the place of a key where none is needed, since clients insist on sending one. */
export const NO_KEY = 'none';

/** The note as a comment of its own. @param mark begins a comment */
export const noteLines = ({ keyNote }: CodeCall, mark: '#' | '//'): string[] =>
  keyNote === undefined ? [] : [`${mark} ${keyNote}`];
