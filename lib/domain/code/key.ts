/** What code that calls the API needs beside the request. */
export interface KeyUse {
  /** Where no key is needed: the words that say so, on one line. The code then runs as it stands. */
  readonly keyNote: string | undefined;
}

/** Holds the key; code never does. */
export const KEY_VARIABLE = 'RUIJING_API_KEY';

/** Takes the place of a key where none is needed, since clients insist on sending one. */
export const NO_KEY = 'none';

/** The note as a comment of its own. @param mark begins a comment */
export const noteLines = ({ keyNote }: KeyUse, mark: '#' | '//'): string[] =>
  keyNote === undefined ? [] : [`${mark} ${keyNote}`];
