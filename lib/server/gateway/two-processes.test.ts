import { afterEach, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayProcess, startGatewayProcess } from '#e2e/support/gateway-process.ts';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { NOON_ZONE } from '#e2e/support/noon-zone.ts';
import { runSql, testDatabaseUrl, testRedisUrl } from '#e2e/support/services.ts';
import { openShared } from '#e2e/support/shared-storage.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const USAGE = { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 };

async function startFake(): Promise<FakeUpstream> {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  fake.script('m', (response) => sendJson(response, { choices: [], usage: USAGE }));
  return fake;
}

function chat(origin: string, key: string): Promise<Response> {
  return fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'm', max_tokens: 93, messages: [{ role: 'user', content: 'hello' }] }),
  });
}

const SERVICES = testDatabaseUrl() !== undefined && testRedisUrl() !== undefined;

/** Two processes on one Postgres and one Redis, and this one beside them as the admin. */
async function startTwo(fake: FakeUpstream) {
  const shared = await openShared();
  cleanups.push(shared.remove);
  const admin = await startGateway({
    upstream: remoteTo(fake.url, 'sk-upstream'),
    open: shared.open,
    config: { secret: shared.env.RUIJING_SECRET },
  });
  cleanups.push(() => admin.close());
  const processes: GatewayProcess[] = [];
  for (let index = 0; index < 2; index++) {
    const process = await startGatewayProcess({
      ...shared.env,
      RUIJING_BASE_URL: fake.url,
      RUIJING_DATA_DIR: admin.dataDir,
      RUIJING_TIME_ZONE: NOON_ZONE,
    });
    cleanups.push(() => process.stop());
    processes.push(process);
  }
  const databaseUrl = shared.env.DATABASE_URL ?? '';
  return { admin, databaseUrl, origins: processes.map(({ origin }) => origin) };
}

const TESTS: Record<string, () => Promise<void>> = {
  async 'T-Q-01 F32 200 callers at once in two processes: exactly as many calls reach the upstream as there is room for'() {
    const fake = await startFake();
    const { admin, origins, databaseUrl } = await startTwo(fake);
    const { plans, keys } = admin.services;
    await plans.create({ id: 'requests', name: 'r', limits: { requestsPerMinute: 37 } }, LOCAL_DOER.actor);
    // Each call is held at 100 tokens, and uses 100: no 24th fits.
    await plans.create({ id: 'tokens', name: 't', limits: { tokens: 2_350 } }, LOCAL_DOER.actor);
    const room = { requests: 37, tokens: 23 };
    const left: Readonly<Record<string, string | null>> = { requests: null, tokens: '50' };
    for (const [plan, count] of Object.entries(room)) {
      const { key } = await keys.create({ name: plan, plan }, LOCAL_DOER);
      const before = fake.seen.length;
      const statuses = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const answer = await chat(origins[index % origins.length] ?? '', key);
          await answer.text();
          return answer.status;
        }),
      );
      expect(
        statuses.filter((status) => status === 200),
        plan,
      ).toHaveLength(count);
      expect(
        statuses.filter((status) => status === 429),
        plan,
      ).toHaveLength(200 - count);
      expect(fake.seen.length - before, plan).toBe(count);
      const { ledger } = admin.storage;
      await expect.poll(async () => (await ledger.rows('', 1_000)).filter((row) => row.plan === plan).length).toBe(200);
      expect(await ledger.used({ plan, unit: 'tokens', startMs: 0, endMs: Date.now() + 86_400_000 })).toBe(count * 100);
      // Nothing is held any more: whoever looks sees what was used, and no more.
      const look = await fetch(`${origins[0]}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      expect(look.headers.get('x-ratelimit-remaining-tokens'), plan).toBe(left[plan]);
      await expect.poll(() => runSql(databaseUrl, 'SELECT request_id FROM reservation')).toEqual([]);
    }
  },

  async 'T-KEY-04 a key revoked in one process, or a plan changed, counts in the others within a second'() {
    const fake = await startFake();
    const { admin, origins } = await startTwo(fake);
    const { plans, keys } = admin.services;
    await plans.create({ id: 'tight', name: 't', limits: { requestsPerMinute: 2 } }, LOCAL_DOER.actor);
    const { key, id } = await keys.create({ name: 'k', plan: 'tight' }, LOCAL_DOER);
    for (const origin of origins) expect((await chat(origin, key)).status).toBe(200);
    for (const origin of origins) expect((await chat(origin, key)).status).toBe(429);
    await plans.update('tight', { limits: { requestsPerMinute: 1_000 } }, LOCAL_DOER.actor);
    const within = { timeout: 1_000, interval: 30 };
    for (const origin of origins) await expect.poll(async () => (await chat(origin, key)).status, within).toBe(200);
    await keys.revoke(id, LOCAL_DOER);
    for (const origin of origins) await expect.poll(async () => (await chat(origin, key)).status, within).toBe(401);
  },

  async 'F26 what a killed process left under way, another one closes'() {
    const fake = await startFake();
    const shared = await openShared(1_000);
    cleanups.push(shared.remove);
    const arrived = Promise.withResolvers<void>();
    fake.script('m', () => arrived.resolve());
    const doomed = await startGatewayProcess({ ...shared.env, RUIJING_BASE_URL: fake.url });
    const call = chat(doomed.origin, 'sk-anything').catch(() => undefined);
    await arrived.promise;
    await doomed.kill();
    await call;
    const survivor = await startGateway({
      upstream: remoteTo(fake.url),
      open: shared.open,
      config: { secret: shared.env.RUIJING_SECRET },
    });
    cleanups.push(() => survivor.close());
    const { ledger } = survivor.storage;
    await expect
      .poll(async () => (await ledger.heal()).length + (await ledger.rows('', 10)).length, {
        timeout: 45_000,
        interval: 1_000,
      })
      .toBeGreaterThan(0);
    expect(await ledger.rows('', 10)).toMatchObject([
      { outcome: 'interrupted', source: 'estimated', completionTokens: 0 },
    ]);
  },
};

for (const [name, run] of Object.entries(SERVICES ? TESTS : {})) test(name, run, 60_000);

test('SQLite: a second process on the same folder is refused in words', async () => {
  const fake = await startFake();
  const gateway = await startGateway({ upstream: remoteTo(fake.url) });
  cleanups.push(() => gateway.close());
  await expect(startGatewayProcess({ RUIJING_DATA_DIR: gateway.dataDir, RUIJING_LOG: 'silent' })).rejects.toThrow(
    'did not start',
  );
});
