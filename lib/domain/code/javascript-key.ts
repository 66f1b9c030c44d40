import { KEY_VARIABLE, type KeyUse, NO_KEY } from './key.ts';

/** The key, as an expression. */
export const javascriptKey = ({ keyNote }: KeyUse): string =>
  keyNote === undefined ? `process.env.${KEY_VARIABLE}` : `process.env.${KEY_VARIABLE} ?? "${NO_KEY}"`;
