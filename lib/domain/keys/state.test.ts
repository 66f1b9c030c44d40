import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlWith, stateOf } from './state.ts';

const at = (iso: string) => Date.parse(iso);

test.each([
  ['valid', { revokedAt: null, expiresAt: null }],
  ['expires', { revokedAt: null, expiresAt: '2026-11-26T00:00:01Z' }],
  ['expired', { revokedAt: null, expiresAt: '2026-11-26T00:00:00Z' }],
  ['revoked', { revokedAt: '2026-11-25T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' }],
] as const)('a key is %s', (state, key) => {
  expect(stateOf(key, at('2026-11-26T00:00:00Z'))).toBe(state);
});

test('the call that is shown says to a shell what it says to a reader, whatever the model is called', () => {
  const command = curlWith({ origin: 'http://a.test', key: 'rj-x', model: `it's "odd" $HOME \\` });
  const printed = execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\n'`)], { encoding: 'utf8' });
  expect(JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '')).toEqual({
    model: `it's "odd" $HOME \\`,
    messages: [{ role: 'user', content: 'Hello' }],
  });
});
