import { expect, test } from 'vitest';
import { stateOf } from './state.ts';

const at = (iso: string) => Date.parse(iso);

test.each([
  ['valid', { revokedAt: null, expiresAt: null }],
  ['expires', { revokedAt: null, expiresAt: '2026-11-26T00:00:01Z' }],
  ['expired', { revokedAt: null, expiresAt: '2026-11-26T00:00:00Z' }],
  ['revoked', { revokedAt: '2026-11-25T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' }],
] as const)('a key is %s', (state, key) => {
  expect(stateOf(key, at('2026-11-26T00:00:00Z'))).toBe(state);
});
