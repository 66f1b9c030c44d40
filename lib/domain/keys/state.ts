import type { Key } from '#lib/contract/keys.ts';

/** What becomes of calls with a key. */
export type KeyState = 'valid' | 'expires' | 'expired' | 'revoked';

/** @param atMs Unix milliseconds */
export function stateOf({ revokedAt, expiresAt }: Pick<Key, 'revokedAt' | 'expiresAt'>, atMs: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= atMs ? 'expired' : 'expires';
}
