import { afterEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { NOON_ZONE } from '#e2e/support/noon-zone.ts';
import { testDatabaseUrl, testRedisUrl } from '#e2e/support/services.ts';
import { openShared } from '#e2e/support/shared-storage.ts';
import { FOUNDER, pairsOf, REQUEST } from '#e2e/support/team-world.ts';
import type { PlanCreate } from '#lib/contract/plans.ts';
import { parseQuota, type QuotaStatus } from '#lib/contract/quota.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const openSharedHere = async () => {
  const { open, remove } = await openShared();
  cleanups.push(remove);
  return { open };
};

/** Every limit store that this machine has, with the database beside it. */
const STORES: Record<string, () => Promise<Pick<GatewayServerOptions, 'open'>>> = {
  'SQLite and memory': () => Promise.resolve({}),
  ...(testDatabaseUrl() === undefined || testRedisUrl() === undefined ? {} : { 'Postgres and Redis': openSharedHere }),
};

const USAGE = { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 };
const PRICES = { m: { promptPerMillionTokens: 10, completionPerMillionTokens: 100 } };
const COST_MICROS = 30 * 10 + 70 * 100;

for (const [name, storeOf] of Object.entries(STORES)) {
  describe(`what is left to a caller, on ${name}`, () => {
    let fake: FakeUpstream;
    let gateway: GatewayServer;
    const start = async () => {
      fake = await startFakeUpstream();
      cleanups.push(() => fake.close());
      const whole = { id: 'c', object: 'chat.completion', model: 'm', choices: [], usage: USAGE };
      fake.script('m', (response) => sendJson(response, whole));
      gateway = await startGateway({
        upstream: remoteTo(fake.url),
        config: { prices: PRICES, timeZone: NOON_ZONE },
        ...(await storeOf()),
      });
      cleanups.push(() => gateway.close());
    };
    /** Puts calls without a key on a plan of these limits. */
    const onPlan = async (plan: Pick<PlanCreate, 'limits' | 'pool'>) => {
      const { plans } = gateway.services;
      await plans.create({ id: 'tried', name: 'tried', ...plan }, LOCAL_DOER.actor);
      await plans.setLocal('tried', LOCAL_DOER.actor);
    };
    const chat = async (fields: { readonly model?: string; readonly cookie?: string } = {}) => {
      const { model = 'm', cookie } = fields;
      const response = await fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }], max_tokens: 80 }),
      });
      await response.text();
      return response;
    };
    const left = async (cookie?: string): Promise<QuotaStatus> => {
      const told = await gateway.services.quota.left(cookie);
      // As it arrives in the page.
      expect(parseQuota(JSON.parse(JSON.stringify(told)))).toEqual(told);
      return told;
    };

    test('it is what the limiter says of the next call, and looking costs nothing', async () => {
      await start();
      expect(await left()).toMatchObject({ requests: null, tokens: null, spend: null });
      await onPlan({ limits: { requestsPerMinute: 3, tokens: 10_000, spendMicrosPerMonth: 1_000_000 } });
      expect(await left()).toMatchObject({
        currency: 'CNY',
        timeZone: NOON_ZONE,
        requests: { limit: 3, left: 3, opensAt: null, shared: false },
        tokens: { limit: 10_000, left: 10_000, window: 'day' },
        spend: { limit: 1_000_000, left: 1_000_000 },
      });
      const { headers } = await chat();
      for (let looks = 0; looks < 10; looks++) await left();
      const now = await left();
      expect(String(now.requests?.left)).toBe(headers.get('x-ratelimit-remaining-requests'));
      expect(String(now.tokens?.left)).toBe(headers.get('x-ratelimit-remaining-tokens'));
      expect(now).toMatchObject({ requests: { left: 2 }, tokens: { left: 9_900 } });
      expect(now.spend?.left).toBe(1_000_000 - COST_MICROS);
      await chat();
      await chat();
      const full = await left();
      expect(full.requests).toMatchObject({ left: 0 });
      const waitMs = Date.parse(full.requests?.opensAt ?? '') - Date.now();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(60_000);
      expect((await chat()).status).toBe(429);
    });

    test('what a call under way may still use is not left', async () => {
      await start();
      await onPlan({ limits: { tokens: 1_000, tokenWindow: 'month' } });
      const [held, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      fake.script('slow', async (response) => {
        arrived.resolve();
        await held.promise;
        sendJson(response, { choices: [], usage: USAGE });
      });
      const call = chat({ model: 'slow' });
      await arrived.promise;
      const during = await left();
      expect(during.tokens).toMatchObject({ limit: 1_000, window: 'month' });
      expect(during.tokens?.left).toBeLessThanOrEqual(1_000 - 80);
      held.resolve();
      await call;
      expect((await left()).tokens?.left).toBe(900);
    });

    test('a pool that others drain is told as shared', async () => {
      await start();
      await onPlan({ limits: { tokens: 5_000 }, pool: { tokens: 1_000 } });
      expect((await left()).tokens).toMatchObject({ limit: 1_000, left: 1_000, shared: true });
    });

    test('in a team each person is told of their own, and nobody without a session of anything', async () => {
      await start();
      const { people, account, plans } = gateway.services;
      await plans.create({ id: 'tried', name: 't', limits: { requestsPerMinute: 5 } }, LOCAL_DOER.actor);
      await people.found(FOUNDER, LOCAL_DOER.actor);
      const enter = async (email: string) => {
        const { cookies } = await account.signIn({ email, password: FOUNDER.password }, REQUEST);
        return pairsOf(cookies);
      };
      const ada = await enter(FOUNDER.email);
      const { token } = await gateway.services.invitations.create(
        { role: 'developer', plan: 'tried', days: 1 },
        LOCAL_DOER.actor,
      );
      const bob = { name: 'Bob', email: 'bob@example.com', password: FOUNDER.password };
      await gateway.services.invitations.accept({ token, ...bob }, REQUEST);
      const cookie = await enter(bob.email);
      expect((await chat({ cookie })).status).toBe(200);
      expect((await left(cookie)).requests).toMatchObject({ limit: 5, left: 4 });
      expect((await left(ada)).requests?.limit).not.toBe(5);
      await expect(left()).rejects.toMatchObject({ code: 'missing_api_key' });
    });
  });
}
