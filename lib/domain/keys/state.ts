import type { Key } from '#lib/contract/keys.ts';

/** What becomes of calls with a key. */
export type KeyState = 'valid' | 'expires' | 'expired' | 'revoked';

/** @param atMs Unix milliseconds */
export function stateOf({ revokedAt, expiresAt }: Pick<Key, 'revokedAt' | 'expiresAt'>, atMs: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= atMs ? 'expired' : 'expires';
}

/** A call that can be run as it stands. @param origin without a slash at its end */
export const curlWith = ({ origin, key, model }: { origin: string; key: string; model: string }): string =>
  [
    `curl ${origin}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    '  -H "Content-Type: application/json" \\',
    `  -d '${JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }).replaceAll("'", "'\\''")}'`,
  ].join('\n');
