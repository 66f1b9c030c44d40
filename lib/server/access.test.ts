import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { createTestSchema, testDatabaseUrl } from '#e2e/support/services.ts';
import { createAccess } from './access.ts';
import { createSessions } from './auth/sessions.ts';
import { createKeyAdmin } from './keys.ts';
import { createLog } from './log.ts';
import { createPlanAdmin } from './plans.ts';
import { openPostgresStorage } from './storage/postgres/storage.ts';
import { openSqliteStorage } from './storage/sqlite/storage.ts';
import type { Storage, StorageOptions } from './storage/storage.ts';

// What several processes on one database do to keys and plans at once.

const lines: string[] = [];
const options: StorageOptions = {
  log: createLog('debug', (line) => lines.push(line)),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

const PLACES: Record<string, () => Promise<{ storage: Storage; remove: () => Promise<void> }>> = {
  SQLite: async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-access-'));
    const storage = await openSqliteStorage(dataDir, options);
    return { storage, remove: () => Promise.resolve(rmSync(dataDir, { recursive: true })) };
  },
};
const databaseUrl = testDatabaseUrl();
if (databaseUrl !== undefined) {
  PLACES.Postgres = async () => {
    const schema = await createTestSchema(databaseUrl);
    return { storage: await openPostgresStorage(schema.url, options), remove: () => schema.drop() };
  };
}

/** One process's view: nobody tells it of changes that another one makes. */
function createProcess(storage: Storage) {
  const { log } = options;
  const secret = 'x'.repeat(32);
  const sessions = createSessions({ database: storage.signIn, secret, secure: false });
  const access = createAccess({ storage, sessions, secret, localPlan: 'professional', log });
  const identify = (key?: string) => {
    const authorization = key === undefined ? undefined : `Bearer ${key}`;
    return access.identify({
      target: '/v1/models',
      header: (name) => (name === 'authorization' ? authorization : undefined),
      headerFields: [],
    });
  };
  return {
    identify,
    access,
    keys: createKeyAdmin({ storage, access }),
    plans: createPlanAdmin({ storage, access }),
  };
}

for (const [name, createPlace] of Object.entries(PLACES)) {
  describe(name, () => {
    const closing: (() => Promise<void>)[] = [];
    let storage: Storage;
    let first: ReturnType<typeof createProcess>;
    let second: ReturnType<typeof createProcess>;
    beforeEach(async () => {
      lines.length = 0;
      const place = await createPlace();
      closing.push(
        () => place.storage.close(),
        () => place.remove(),
      );
      storage = place.storage;
      [first, second] = [createProcess(storage), createProcess(storage)];
    });
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
    });

    test('a plan that one process has just made counts in the others at once', async () => {
      await second.identify();
      await first.plans.create({ id: 'team', name: 't' }, LOCAL_DOER.actor);
      const { key } = await first.keys.create({ name: 'k', plan: 'team' }, LOCAL_DOER);
      expect((await second.identify(key)).plan.id).toBe('team');
      await second.access.plan('team');
      await first.plans.create({ id: 'team-2', name: 't' }, LOCAL_DOER.actor);
      expect(await second.keys.create({ name: 'k', plan: 'team-2' }, LOCAL_DOER)).toMatchObject({ plan: 'team-2' });
    });

    test('a key on a plan that another process has just deleted is refused, in words', async () => {
      await first.plans.create({ id: 'team', name: 't' }, LOCAL_DOER.actor);
      const { id } = await first.keys.create({ name: 'k', plan: 'free' }, LOCAL_DOER);
      const noPlan = { status: 400, code: 'invalid_parameter', param: 'plan' };
      for (const use of [
        () => second.keys.create({ name: 'k', plan: 'team' }, LOCAL_DOER),
        () => second.keys.update(id, { plan: 'team' }, LOCAL_DOER),
      ]) {
        expect(await second.access.plan('team')).toBeDefined();
        await first.plans.remove('team', LOCAL_DOER.actor);
        await expect(use()).rejects.toMatchObject(noPlan);
        await first.plans.create({ id: 'team', name: 't' }, LOCAL_DOER.actor);
      }
    });

    test('the plan of calls without a key cannot be deleted, whichever process chose it', async () => {
      await first.plans.create({ id: 'loc', name: 'l' }, LOCAL_DOER.actor);
      expect(await second.plans.local()).toBe('professional');
      await first.plans.setLocal('loc', LOCAL_DOER.actor);
      await expect(second.plans.remove('loc', LOCAL_DOER.actor)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('without a key'),
      });
      expect((await second.identify()).plan.id).toBe('loc');
      await first.plans.setLocal('free', LOCAL_DOER.actor);
      await second.plans.remove('loc', LOCAL_DOER.actor);
    });

    test('when the plan of calls without a key is gone after all, they are on the first one, and the log says so once', async () => {
      await storage.settings.set('local_plan', 'gone');
      expect((await first.identify()).plan.id).toBe('professional');
      first.access.forget();
      expect(await first.plans.local()).toBe('professional');
      expect(lines.filter((line) => line.includes('gone'))).toHaveLength(1);
    });

    test('of two changes at once none is lost, be they of fields or of limits', async () => {
      const { id } = await first.keys.create({ name: 'k', plan: 'free', limits: { requestsPerMinute: 1 } }, LOCAL_DOER);
      await first.plans.create({ id: 'team', name: 't' }, LOCAL_DOER.actor);
      for (let round = 1; round <= 10; round++) {
        await Promise.all([
          first.keys.update(id, { models: [`only-${round}`] }, LOCAL_DOER),
          second.keys.update(id, { name: `named ${round}` }, LOCAL_DOER),
          first.keys.update(id, { limits: { tokens: round } }, LOCAL_DOER),
          second.keys.update(id, { limits: { requestsPerMinute: round }, expiresAt: null }, LOCAL_DOER),
          first.plans.update('team', { limits: { tokens: round } }, LOCAL_DOER.actor),
          second.plans.update(
            'team',
            { limits: { requestsPerMinute: round }, pool: { tokens: round } },
            LOCAL_DOER.actor,
          ),
          second.plans.update('team', { name: `plan ${round}`, pool: { requestsPerMinute: round } }, LOCAL_DOER.actor),
        ]);
        expect(await first.keys.get(id, LOCAL_DOER)).toMatchObject({
          name: `named ${round}`,
          models: [`only-${round}`],
          limits: { tokens: round, requestsPerMinute: round },
        });
        expect((await first.plans.list()).find((plan) => plan.id === 'team')).toMatchObject({
          name: `plan ${round}`,
          limits: { tokens: round, requestsPerMinute: round },
          pool: { tokens: round, requestsPerMinute: round },
        });
      }
    });

    test('a change of what is not there is 404', async () => {
      await expect(first.keys.update('nobody', { name: 'n' }, LOCAL_DOER)).rejects.toMatchObject({ status: 404 });
      await expect(first.plans.update('nothing', { name: 'n' }, LOCAL_DOER.actor)).rejects.toMatchObject({
        status: 404,
      });
    });
  });
}
