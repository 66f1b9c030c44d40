import { type CodeCall, KEY_VARIABLE, NO_KEY } from './call.ts';

/** The key, as an expression. */
export const javascriptKey = ({ keyNote }: CodeCall): string =>
  keyNote === undefined ? `process.env.${KEY_VARIABLE}` : `process.env.${KEY_VARIABLE} ?? "${NO_KEY}"`;
