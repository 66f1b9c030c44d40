import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { aRow as row } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import { keyListedSchema, keyRecentSchema } from '#lib/contract/key-use.ts';
import type { PersonRole } from '#lib/contract/people.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { actorOf } from '#lib/domain/people/actor.ts';
import { createAccess } from './access.ts';
import { createSessions } from './auth/sessions.ts';
import { createKeyUse, type KeyUse } from './key-use.ts';
import { createKeyAdmin, type Doer, type KeyAdmin } from './keys.ts';
import { createLog } from './log.ts';
import { createPlanAdmin } from './plans.ts';
import type { Storage } from './storage/storage.ts';

const HOUR_MS = 3_600_000;
const timeZone = 'Asia/Shanghai';
const calendar = createCalendar(timeZone);
const log = createLog('silent', () => undefined);
const options = {
  log,
  timeZone,
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

for (const [database, newPlace] of places()) {
  describe(`the use of keys on ${database}`, () => {
    let storage: Storage;
    let keys: KeyAdmin;
    let use: KeyUse;
    let plans: ReturnType<typeof createPlanAdmin>;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      const secret = 'x'.repeat(32);
      const sessions = createSessions({ database: storage.signIn, secret, secure: false });
      const access = createAccess({ storage, sessions, secret, localPlan: 'professional', log });
      keys = createKeyAdmin({ storage, access });
      plans = createPlanAdmin({ storage, access });
      use = createKeyUse({ keys, storage, calendar, timeZone, currency: 'CNY' });
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const person = async (name: string, role: PersonRole = 'developer'): Promise<Doer> => {
      const principal = { id: `p-${name}`, name, email: `${name}@example.com`, role, plan: 'free', sessionId: 's' };
      const { sessionId: _, ...about } = principal;
      await storage.people.insert({ ...about, disabled: false, createdAtMs: 0 }, 'a hash');
      // Sessions are no matter of this test: there are none.
      return { principal, actor: { ...actorOf(principal, { peer: null, requestId: 'req_test' }), sessionId: null } };
    };
    let calls = 0;
    const call = (keyId: string | null, fields: object = {}) =>
      storage.ledger.settle(row({ requestId: `req_${++calls}`, keyId, startedAtMs: Date.now(), ...fields }));

    test('each key is told with its last use, today, and the quota that is nearest to its end', async () => {
      await plans.create({ id: 'dear', name: 'Dear', limits: { spendMicrosPerMonth: 10_000 } }, LOCAL_DOER.actor);
      const used = await keys.create({ name: 'used', plan: 'free' }, LOCAL_DOER);
      const dear = await keys.create({ name: 'dear', plan: 'dear', limits: { tokens: 1_000 } }, LOCAL_DOER);
      await keys.create({ name: 'unused', plan: 'unlimited' }, LOCAL_DOER);
      const gone = await keys.create({ name: 'gone', plan: 'free' }, LOCAL_DOER);
      call(used.id, { sandbox: true });
      call(used.id, { outcome: 'rejected', status: 429, errorCode: 'rate_limit_exceeded', completionTokens: 0 });
      call(null);
      call(dear.id, { plan: 'dear' });
      call(dear.id, { plan: 'dear', outcome: 'upstream_reset', costMicros: null });
      call(gone.id, { startedAtMs: calendar('day', Date.now()).startMs - HOUR_MS });
      await keys.revoke(gone.id, LOCAL_DOER);

      const listed = await use.list(LOCAL_DOER);
      expect(listed.map((key) => keyListedSchema.parse(key))).toEqual(listed);
      const [first, second, third, fourth] = listed;
      expect(first).toMatchObject({
        ...{ id: used.id, owner: 'local', ownerName: null, barred: null },
        today: { requests: 2, refused: 1, failed: 0, tokens: 40, costMicros: 3_000, unpriced: 0 },
        nearest: { of: 'owner', unit: 'tokens', window: 'day', limit: 10_000, used: 70, usedToday: 40 },
      });
      expect(Date.now() - Date.parse(first?.lastUsedAt ?? '')).toBeLessThan(HOUR_MS / 2);
      expect(second).toMatchObject({
        today: { requests: 2, refused: 0, failed: 1, tokens: 60, costMicros: 1_500, unpriced: 1 },
        nearest: { of: 'owner', unit: 'micros', window: 'month', limit: 10_000, used: 1_500, usedToday: 1_500 },
      });
      expect(third).toMatchObject({ lastUsedAt: null, today: { requests: 0 }, nearest: null });
      expect(fourth).toMatchObject({ today: { requests: 0 }, nearest: null });
      expect(fourth?.lastUsedAt).not.toBeNull();
    });

    test('what was done with a key: by hour and kind, the newest calls first, nobody else’s among them', async () => {
      const { id } = await keys.create({ name: 'leaked' }, LOCAL_DOER);
      const other = await keys.create({ name: 'other' }, LOCAL_DOER);
      const nowMs = Date.now();
      for (let index = 0; index < 60; index++) call(id, { startedAtMs: nowMs - index * 60_000, sandbox: true });
      const refusal = { outcome: 'rejected', status: 429, errorCode: 'rate_limit_exceeded' };
      const oldest = nowMs - 23 * HOUR_MS;
      call(id, { startedAtMs: oldest, ...refusal, model: 'other' });
      call(id, { startedAtMs: nowMs - 26 * HOUR_MS });
      call(other.id);

      const recent = await use.recent(id, LOCAL_DOER);
      expect(keyRecentSchema.parse(recent)).toEqual(recent);
      expect(recent.totals).toEqual({
        ...{ requests: 61, refused: 1, failed: 0, tokens: 61 * 30, costMicros: 61 * 1_500, unpriced: 0 },
      });
      expect([recent.firstCallAt, recent.lastCallAt].map((at) => Date.parse(at ?? ''))).toEqual([oldest, nowMs]);
      expect(recent.hours).toHaveLength(25);
      expect(recent.hours.reduce((sum, { requests }) => sum + requests, 0)).toBe(61);
      expect(
        recent.kinds.map(({ model, status, errorCode, requests }) => [model, status, errorCode, requests]),
      ).toEqual([
        ['m', 200, null, 60],
        ['other', 429, 'rate_limit_exceeded', 1],
      ]);
      expect(recent.calls).toHaveLength(50);
      expect(recent.calls[0]).toMatchObject({ endpoint: 'chat.completions', model: 'm', sandbox: true, tokens: 30 });
      expect(recent.calls.at(-1)?.startedAt).toBe(new Date(nowMs - 49 * 60_000).toISOString());
    });

    test('T-AUTHZ-04 developers are told of their own keys only; an admin of all, by the name of whose they are', async () => {
      const [ada, bob, eve] = [await person('ada', 'admin'), await person('bob'), await person('eve')];
      const own = await keys.create({ name: 'bob’s' }, bob);
      const hers = await keys.create({ name: 'eve’s' }, eve);
      call(own.id, { owner: bob.principal.id });
      call(null, { owner: bob.principal.id });
      call(hers.id, { owner: eve.principal.id });
      expect(await use.list(bob)).toMatchObject([
        { id: own.id, ownerName: 'bob', today: { requests: 1 }, nearest: { used: 60, usedToday: 30 } },
      ]);
      for (const id of [hers.id, 'nothing']) {
        await expect(use.recent(id, bob)).rejects.toMatchObject({ status: 404, code: 'not_found' });
      }
      expect((await use.recent(own.id, bob)).totals.requests).toBe(1);
      expect((await use.recent(hers.id, ada)).totals.requests).toBe(1);

      // Eve's key becomes Bob's: what was done under her name stays hers to know, and the admin's.
      await keys.update(hers.id, { owner: bob.principal.id }, ada);
      const nothing = { requests: 0, tokens: 0, costMicros: 0 };
      const listed = async (by: Doer) => (await use.list(by)).find(({ id }) => id === hers.id);
      expect(await listed(bob)).toMatchObject({ lastUsedAt: null, today: nothing });
      expect(await listed(ada)).toMatchObject({ lastUsedAt: expect.any(String), today: { requests: 1 } });
      expect(await use.recent(hers.id, bob)).toMatchObject({
        ...{ totals: nothing, kinds: [], calls: [], firstCallAt: null, lastCallAt: null },
      });
      call(hers.id, { owner: bob.principal.id, model: 'his' });
      expect(await listed(bob)).toMatchObject({ lastUsedAt: expect.any(String), today: { requests: 1 } });
      const his = await use.recent(hers.id, bob);
      expect([his.totals.requests, his.kinds.map(({ model }) => model), his.calls.map(({ model }) => model)]).toEqual([
        ...[1, ['his'], ['his']],
      ]);
      expect(his.firstCallAt).toBe(his.lastCallAt);
      expect(await use.recent(hers.id, ada)).toMatchObject({ totals: { requests: 2 }, calls: [{}, {}] });
      await keys.update(hers.id, { owner: eve.principal.id }, ada);

      await storage.people.update(eve.principal.id, { disabled: true });
      await storage.people.update(bob.principal.id, { role: 'viewer' });
      expect((await use.list(ada)).map(({ ownerName, barred }) => [ownerName, barred])).toEqual([
        ['bob', 'viewer'],
        ['eve', 'disabled'],
      ]);
    });
  });
}
