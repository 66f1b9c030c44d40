import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeyListed } from '#lib/contract/key-use.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import { parseView, STATE_FILTERS, toQuery, viewKeys, WHOLE_VIEW } from './view.ts';

const key = (id: string, fields: Partial<KeyListed> = {}): KeyListed => ({
  ...{ id, name: id, owner: 'p-1', ownerName: 'Ada Lovelace', plan: 'free', models: null, routes: null },
  ...{ limits: NO_LIMITS, expiresAt: null, revokedAt: null, createdAt: '2026-11-01T00:00:00Z', captureUntil: null },
  ...{ prefix: `rj-${id}`, lastFour: 'wxyz', barred: null, lastUsedAt: null, nearest: null },
  today: { requests: 0, refused: 0, failed: 0, tokens: 0, costMicros: 0, unpriced: 0 },
  ...fields,
});
const NOW_MS = Date.parse('2026-11-26T00:00:00Z');
const KEYS = [
  key('valid'),
  key('expires', { expiresAt: '2026-11-26T00:00:01Z', name: '翻译服务' }),
  key('expired', { expiresAt: '2026-11-26T00:00:00Z' }),
  key('revoked', { revokedAt: '2026-11-01T00:00:00Z', plan: 'professional' }),
  key('barred', { barred: 'disabled', ownerName: 'Bob' }),
];

test.each([
  [{}, ['valid', 'expires', 'expired', 'revoked', 'barred']],
  [{ state: 'valid' }, ['valid', 'expires']],
  [{ state: 'over' }, ['expired', 'revoked', 'barred']],
  [{ text: '翻译' }, ['expires']],
  [{ text: ' LOVE  rj-e ' }, ['expires', 'expired']],
  [{ text: 'bob' }, ['barred']],
  [{ text: 'professional', state: 'over' }, ['revoked']],
  [{ text: 'wxyz nobody' }, []],
] as const)('%j shows %j', (wish, ids) => {
  expect(viewKeys(KEYS, { ...WHOLE_VIEW, ...wish }, NOW_MS).map(({ id }) => id)).toEqual(ids);
});

test('a view is kept in the address, with the key that is open beside it', () => {
  const state = fc.option(fc.constantFrom(...STATE_FILTERS), { nil: undefined });
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      state,
      fc.option(fc.string(), { nil: undefined }),
      (text, wanted, id) => {
        const query = new URLSearchParams(String(toQuery({ text, state: wanted }, id)));
        expect(parseView(query)).toEqual({ text: text.toWellFormed(), state: wanted });
        expect(query.get('key') ?? undefined).toBe(id?.toWellFormed());
      },
    ),
  );
  expect(toQuery(WHOLE_VIEW).size).toBe(0);
  expect(parseView(new URLSearchParams('state=nonsense'))).toEqual(WHOLE_VIEW);
});
