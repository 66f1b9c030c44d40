import { join } from 'node:path';

/** Half of a start is reading and compiling the same files as the start before: for `NODE_COMPILE_CACHE`. */
export const COMPILE_CACHE = join(import.meta.dirname, '..', '..', '.next', 'cache', 'node');
