import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'secret';
const BYTES = 32;

/** The secret of this installation: the one that is set, or one made once and kept in the data folder. */
export function loadSecret(set: string | undefined, dataDir: string): string {
  if (set !== undefined) return set;
  const path = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    // Only if there is none: of two processes that start at once, one writes and both read the same.
    writeFileSync(path, randomBytes(BYTES).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8');
}

const PREFIX_LETTERS = 12;

/** What begins every key in Redis: installations that share a server have secrets, and so keys, of their own. */
export const redisPrefixOf = (secret: string): string =>
  `ruijing:${createHash('sha256').update(secret).digest('hex').slice(0, PREFIX_LETTERS)}`;
