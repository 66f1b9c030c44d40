import { KEY_VARIABLE, type KeyUse, NO_KEY } from './key.ts';

/** The key, as an expression. */
export const pythonKey = ({ keyNote }: KeyUse): string =>
  keyNote === undefined ? `os.environ["${KEY_VARIABLE}"]` : `os.environ.get("${KEY_VARIABLE}", "${NO_KEY}")`;
