import { type CodeCall, KEY_VARIABLE, NO_KEY } from './call.ts';

/** The key, as an expression. */
export const pythonKey = ({ keyNote }: CodeCall): string =>
  keyNote === undefined ? `os.environ["${KEY_VARIABLE}"]` : `os.environ.get("${KEY_VARIABLE}", "${NO_KEY}")`;
