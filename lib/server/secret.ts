import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';

const FILE = 'secret';
const BYTES = 32;
/** As of one that is set. */
const MIN_CHARACTERS = 32;

/** The file that holds the secret where none is set. */
export const secretFileIn = (dataDir: string): string => join(dataDir, FILE);

/**
 * The secret of this installation: the one that is set, or one made once and kept in the data folder.
 *
 * @throws ConfigError when what the folder holds is none: under another one every key that was issued would be void
 */
export function loadSecret(set: string | undefined, dataDir: string): string {
  if (set !== undefined) return set;
  const path = secretFileIn(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const secret = readIfThere(path) ?? make(path);
  if (secret.length >= MIN_CHARACTERS) return secret;
  throw new ConfigError(
    'RUIJING_SECRET',
    `is not set, and ${path} is damaged: put back what it held from a backup, or delete it, and issue all keys anew`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a whole secret where there is none. Of several processes that do so at once one wins, and all read the same. */
function make(path: string): string {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    // On disk before it has its name: what a crash or a full disk cuts short is never taken for a secret.
    writeFileSync(draft, randomBytes(BYTES).toString('base64url'), { flag: 'wx', mode: 0o600, flush: true });
    publish(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}

function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    // A file system without links. Renaming replaces what is there, but the lock on the database keeps others away.
    renameSync(draft, path);
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

const PREFIX_LETTERS = 12;

/** What begins every key in Redis: installations that share a server have secrets, and so keys, of their own. */
export const redisPrefixOf = (secret: string): string =>
  `ruijing:${createHash('sha256').update(secret).digest('hex').slice(0, PREFIX_LETTERS)}`;
