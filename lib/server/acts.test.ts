import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { createAccess } from './access.ts';
import { createSessions } from './auth/sessions.ts';
import { createKeyAdmin } from './keys.ts';
import { createLog } from './log.ts';
import { createPlanAdmin } from './plans.ts';
import type { Storage } from './storage/storage.ts';

// What the audit log says of acts on keys and plans, also of two at once.

const log = createLog('silent', () => undefined);
const options = {
  log,
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};
const by = LOCAL_DOER.actor;

/** One process’s view: what it remembers is not the other’s. */
function createProcess(storage: Storage) {
  const secret = 'x'.repeat(32);
  const sessions = createSessions({ database: storage.signIn, secret, secure: false });
  const access = createAccess({ storage, sessions, secret, localPlan: 'professional', log });
  return { keys: createKeyAdmin({ storage, access }), plans: createPlanAdmin({ storage, access }) };
}

for (const [database, newPlace] of places()) {
  describe(`acts on ${database}`, () => {
    let storage: Storage;
    let here: ReturnType<typeof createProcess>;
    let there: ReturnType<typeof createProcess>;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      [here, there] = [createProcess(storage), createProcess(storage)];
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    /** Newest first. */
    const entries = () => storage.audit.page({ limit: 200 });
    /** What each entry about something says that one of its fields was and became, oldest first. */
    const changesOf = async (target: string, field: string) => {
      const about = await storage.audit.page({ target, limit: 200 });
      const changes = about.toReversed().map(({ details }) => details[field]);
      return changes.filter(isRecord).map(({ from, to }) => ({ from, to }));
    };

    test('a key that was revoked has no successor: of rotating and revoking at once, one comes first', async () => {
      for (let round = 0; round < 20; round++) {
        const { id } = await here.keys.create({ name: 'k' }, LOCAL_DOER);
        const [revoked, rotated] = await Promise.allSettled([
          here.keys.revoke(id, LOCAL_DOER),
          there.keys.rotate(id, { overlapMinutes: 60 }, LOCAL_DOER),
        ]);
        expect(revoked.status).toBe('fulfilled');
        const acts = (await storage.audit.page({ target: id, limit: 9 })).map(({ action }) => action);
        expect(acts).toEqual(
          rotated.status === 'fulfilled'
            ? ['key.revoked', 'key.rotated', 'key.created']
            : ['key.revoked', 'key.created'],
        );
      }
    }, 30_000);

    test('of two rotations without an overlap one makes a key', async () => {
      for (let round = 1; round <= 10; round++) {
        const { id } = await here.keys.create({ name: 'k' }, LOCAL_DOER);
        const rotate = ({ keys }: typeof here) => keys.rotate(id, { overlapMinutes: 0 }, LOCAL_DOER);
        const tries = await Promise.allSettled([rotate(here), rotate(there), rotate(here), rotate(there)]);
        expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect((await here.keys.list(LOCAL_DOER)).filter(({ revokedAt }) => revokedAt === null)).toHaveLength(round);
      }
    });

    test('of many changes at once each entry goes on where the one before it ended', async () => {
      const { id } = await here.keys.create({ name: 'first' }, LOCAL_DOER);
      await here.plans.create({ id: 'team', name: 'first' }, by);
      await here.plans.setLocal('professional', by);
      const locals = ['free', 'enterprise', 'unlimited', 'team'] as const;
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const { keys, plans } = index % 2 === 0 ? here : there;
          await keys.update(id, { name: `key ${index}` }, LOCAL_DOER);
          await plans.update('team', { name: `plan ${index}` }, by);
          await plans.setLocal(locals[index % locals.length] ?? 'free', by);
        }),
      );
      const local = (await storage.audit.page({ action: 'local_plan.changed', limit: 99 })).toReversed();
      const histories = [
        [{ from: 'first', to: 'first' }, ...(await changesOf(id, 'name'))],
        [{ from: 'first', to: 'first' }, ...(await changesOf('team', 'name'))],
        [{ from: 'professional', to: 'professional' }, ...local.map(({ details }) => details.plan).filter(isRecord)],
      ];
      for (const history of histories) {
        expect(history.length).toBeGreaterThan(4);
        expect(history.slice(1).map(({ from }) => from)).toEqual(history.slice(0, -1).map(({ to }) => to));
      }
    }, 30_000);

    test('acts that change nothing leave no entry', async () => {
      const { id } = await here.keys.create({ name: 'k', limits: { tokens: 5 } }, LOCAL_DOER);
      await here.plans.setLocal('free', by);
      await here.keys.revoke(id, LOCAL_DOER);
      const before = await entries();
      await here.keys.update(id, {}, LOCAL_DOER);
      await here.keys.update(id, { name: 'k', limits: { tokens: 5 } }, LOCAL_DOER);
      await here.keys.revoke(id, LOCAL_DOER);
      await here.plans.update('free', {}, by);
      await here.plans.update('free', { limits: { requestsPerMinute: 3 } }, by);
      await here.plans.setLocal('free', by);
      await there.plans.setLocal('free', by);
      expect(await entries()).toEqual(before);
      await there.plans.setLocal('professional', by);
      await here.plans.setLocal('free', by);
      expect((await entries()).slice(0, 2).map(({ details }) => details)).toEqual([
        { plan: { from: 'professional', to: 'free' } },
        { plan: { from: 'free', to: 'professional' } },
      ]);
    });

    test('a plan is held by an invitation of somebody new, not by a link that sets a password anew', async () => {
      const person = { id: 'p1', email: 'bob@example.com', name: 'Bob', role: 'developer', plan: 'free' } as const;
      await storage.people.insert({ ...person, disabled: false, createdAtMs: 0 }, 'a hash');
      await here.plans.create({ id: 'gold', name: 'Gold' }, by);
      const about = { role: 'developer', plan: 'gold', email: null, createdBy: 'p1', createdAtMs: 0 } as const;
      const expiresAtMs = Date.now() + 60_000;
      await storage.invitations.insert({ ...about, id: 'reset', tokenHash: 'a', personId: 'p1', expiresAtMs });
      await storage.invitations.insert({ ...about, id: 'new', tokenHash: 'b', personId: null, expiresAtMs });
      await expect(here.plans.remove('gold', by)).rejects.toMatchObject({ status: 409 });
      await storage.invitations.withdraw('new', Date.now());
      await here.plans.remove('gold', by);
    });

    test('choosing for calls without a key the plan that they are on anyway holds on to it', async () => {
      await here.plans.setLocal('professional', by);
      expect(await entries()).toEqual([]);
      expect(await storage.settings.get('local_plan')).toBe('professional');
    });
  });
}
