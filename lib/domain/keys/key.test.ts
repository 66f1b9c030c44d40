import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkKeyIsLive, checkModel, checkRoute, formatKey, idOfKey, KEY_BYTES } from './key.ts';

const RIGHTS = { models: null, routes: null, expiresAtMs: null, revokedAtMs: null, barred: null };
const bytes = fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES });

test('every key has its public id in it, and 160 bits beside it', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const { id, key } = formatKey(random);
      expect(idOfKey(key)).toBe(id);
      expect(key).toMatch(/^rj-[0-9a-z]{12}-[0-9a-z]{32}$/);
    }),
  );
});

test.each([
  '',
  'rj-',
  'rj-abc-def',
  'sk-012345678901-01234567890123456789012345678901',
  ` rj-${'0'.repeat(12)}-${'0'.repeat(32)}`,
])('%j is no key of ours', (text) => {
  expect(idOfKey(text)).toBeUndefined();
});

test('what only resembles a key is none', () => {
  fc.assert(
    fc.property(bytes, fc.string({ minLength: 1 }), (random, more) => {
      const { key } = formatKey(random);
      expect(idOfKey(key + more)).toBeUndefined();
      expect(idOfKey(key.toUpperCase())).toBeUndefined();
      expect(idOfKey(key.slice(1))).toBeUndefined();
    }),
  );
});

test('a key ends at its expiry, to the millisecond, and at its revocation at once', () => {
  const check = (fields: Partial<typeof RIGHTS | object>, atMs: number) => () =>
    checkKeyIsLive({ ...RIGHTS, ...fields }, atMs);
  expect(check({ expiresAtMs: 1_000 }, 999)).not.toThrow();
  expect(check({ expiresAtMs: 1_000 }, 1_000)).toThrow(expect.objectContaining({ code: 'expired_api_key' }));
  expect(check({ revokedAtMs: 1_000 }, 1)).toThrow(expect.objectContaining({ code: 'revoked_api_key' }));
  expect(check({}, 1e15)).not.toThrow();
});

test('a key is for its models and routes only; the lists of models are open', () => {
  expect(() => checkModel({ models: ['a'] }, 'a')).not.toThrow();
  expect(() => checkModel({ models: ['a'] }, 'A')).toThrow(expect.objectContaining({ code: 'model_not_allowed' }));
  expect(() => checkRoute({ routes: ['embeddings'] }, 'embeddings')).not.toThrow();
  expect(() => checkRoute({ routes: ['embeddings'] }, 'models.list')).not.toThrow();
  expect(() => checkRoute({ routes: ['embeddings'] }, 'chat.completions')).toThrow(
    expect.objectContaining({ code: 'route_not_allowed' }),
  );
});
