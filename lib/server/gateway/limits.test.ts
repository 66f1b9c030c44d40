import { afterEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { NOON_ZONE } from '#e2e/support/noon-zone.ts';
import { reservationsIn } from '#e2e/support/sqlite-file.ts';
import type { KeyCreate } from '#lib/contract/keys.ts';
import type { PlanCreate } from '#lib/contract/plans.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Place {
  readonly fake: FakeUpstream;
  readonly gateway: GatewayServer;
  readonly upstreamCalls: () => number;
  /** A key on a plan of its own. */
  issue(limits: PlanCreate['limits'], key?: Partial<KeyCreate>): Promise<string>;
  chat(key?: string, body?: Record<string, unknown>): Promise<Response>;
}

const USAGE = { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 };

/** Answers at once, and says that it used 100 tokens. */
async function start(options: Partial<GatewayServerOptions> = {}): Promise<Place> {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  fake.script('m', (response) =>
    sendJson(response, {
      id: 'c',
      object: 'chat.completion',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: USAGE,
    }),
  );
  const config = { timeZone: NOON_ZONE, ...options.config };
  const gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream'), ...options, config });
  cleanups.push(() => gateway.close());
  let plans = 0;
  return {
    fake,
    gateway,
    upstreamCalls: () => fake.seen.length,
    async issue(limits, key = {}) {
      const plan = `plan-${++plans}`;
      await gateway.services.plans.create({ id: plan, name: plan, limits }, LOCAL_DOER.actor);
      return (await gateway.services.keys.create({ name: 'a key', plan, ...key }, LOCAL_DOER)).key;
    },
    chat: (key, body = {}) =>
      fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }], ...body }),
      }),
  };
}

const errorOf = async (response: Response) => ({ status: response.status, ...(await response.json()).error });

describe('requests a minute', () => {
  test('the free plan’s fourth call is refused, with the exact wait, and never reaches the upstream', async () => {
    const { gateway, chat, upstreamCalls } = await start();
    const { key } = await gateway.services.keys.create({ name: 'free', plan: 'free' }, LOCAL_DOER);
    const began = performance.now();
    for (const remaining of ['2', '1', '0']) {
      const { status, headers } = await chat(key);
      expect(status).toBe(200);
      expect(headers.get('x-ratelimit-limit')).toBe('3');
      expect(headers.get('x-ratelimit-remaining')).toBe(remaining);
    }
    const refused = await chat(key);
    const passedMs = performance.now() - began;
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    const waitMs = Number(refused.headers.get('retry-after-ms'));
    expect(waitMs).toBeGreaterThan(60_000 - passedMs - 1);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect(Number(refused.headers.get('retry-after'))).toBe(Math.ceil(waitMs / 1000));
    expect(refused.headers.has('x-should-retry')).toBe(false);
    expect(await errorOf(refused)).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      type: 'rate_limit_error',
    });
    expect(upstreamCalls()).toBe(3);
  });

  test('a plan that is changed counts on the next call', async () => {
    const { gateway, chat, issue } = await start();
    const key = await issue({ requestsPerMinute: 1 });
    await chat(key);
    expect((await chat(key)).status).toBe(429);
    await gateway.services.plans.update('plan-1', { limits: { requestsPerMinute: 5 } }, LOCAL_DOER.actor);
    const { status, headers } = await chat(key);
    expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, '5']);
  });

  test('keys of one owner on one plan share its limits; another owner has their own', async () => {
    const { gateway, chat, issue } = await start();
    const first = await issue({ requestsPerMinute: 2 }, { owner: 'alice' });
    const { key: second } = await gateway.services.keys.create(
      { name: 'b', plan: 'plan-1', owner: 'alice' },
      LOCAL_DOER,
    );
    const { key: other } = await gateway.services.keys.create({ name: 'c', plan: 'plan-1', owner: 'bob' }, LOCAL_DOER);
    expect([(await chat(first)).status, (await chat(second)).status, (await chat(second)).status]).toEqual([
      200, 200, 429,
    ]);
    expect((await chat(other)).status).toBe(200);
  });

  test('a plan’s pool holds for everybody on it, a key’s own limit for the key', async () => {
    const { gateway, chat } = await start();
    const { plans, keys } = gateway.services;
    await plans.create({ id: 'pooled', name: 'p', pool: { requestsPerMinute: 3 } }, LOCAL_DOER.actor);
    const { key: tight } = await keys.create(
      {
        name: 'a',
        plan: 'pooled',
        owner: 'a',
        limits: { requestsPerMinute: 1 },
      },
      LOCAL_DOER,
    );
    const { key: wide } = await keys.create({ name: 'b', plan: 'pooled', owner: 'b' }, LOCAL_DOER);
    expect([(await chat(tight)).status, (await chat(tight)).status]).toEqual([200, 429]);
    expect([(await chat(wide)).status, (await chat(wide)).status, (await chat(wide)).status]).toEqual([200, 200, 429]);
  });

  test('lists of models do not count, and show how the limits stand', async () => {
    const { gateway, chat, issue } = await start();
    const key = await issue({ requestsPerMinute: 2 });
    await chat(key);
    for (let round = 0; round < 3; round++) {
      const list = await fetch(`${gateway.origin}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      expect([list.status, list.headers.get('x-ratelimit-remaining')]).toEqual([200, '1']);
    }
  });

  test('a bad request counts for nothing, and shows how the limits stand', async () => {
    const { chat, issue } = await start();
    const key = await issue({ requestsPerMinute: 2 });
    const bad = await chat(key, { messages: [] });
    expect([bad.status, bad.headers.get('x-ratelimit-remaining')]).toEqual([400, '2']);
  });
});

describe('tokens', () => {
  test('the answer’s head tells what is left after it', async () => {
    const { chat, issue } = await start();
    const key = await issue({ tokens: 1_000 });
    for (const remaining of ['900', '800']) {
      const { headers } = await chat(key, { max_tokens: 50 });
      expect(headers.get('x-ratelimit-remaining-tokens')).toBe(remaining);
      expect(headers.get('ratelimit-policy')).toMatch(/^"tpd";q=1000;w=86400$/);
      expect(headers.has('x-ratelimit-limit')).toBe(false);
    }
  });

  test('used up: refused until midnight in the zone of the settings, and SDKs are told not to try again', async () => {
    const { chat, issue } = await start();
    const key = await issue({ tokens: 100 });
    expect((await chat(key, { max_tokens: 10 })).status).toBe(200);
    const refused = await chat(key, { max_tokens: 10 });
    expect(refused.headers.get('x-should-retry')).toBe('false');
    const resetAt = new Date(Date.now() + Number(refused.headers.get('retry-after-ms')));
    expect(resetAt.toLocaleTimeString('sv-SE', { timeZone: NOON_ZONE })).toMatch(/^(00:00:0\d|23:59:59)$/);
    const { status, code, message } = await errorOf(refused);
    expect([status, code]).toEqual([429, 'quota_exceeded']);
    expect(message).toContain(`(${NOON_ZONE})`);
  });

  test('held by a call under way: refused, but not for the day', async () => {
    const { chat, issue, fake } = await start();
    const key = await issue({ tokens: 1_000 });
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    fake.script('slow', async (response) => {
      arrived.resolve();
      await held.promise;
      sendJson(response, { choices: [], usage: USAGE });
    });
    const first = chat(key, { model: 'slow', max_tokens: 900 });
    await arrived.promise;
    const refused = await chat(key, { max_tokens: 500 });
    expect(refused.headers.has('x-should-retry')).toBe(false);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'quota_exceeded' });
    held.resolve();
    expect((await first).status).toBe(200);
    expect((await chat(key, { max_tokens: 500 })).status).toBe(200);
  });

  for (const [change, before] of [
    ['its first limit', {}],
    ['a month for a day', { tokens: 1_000 }],
  ] as const) {
    test(`a plan that gets ${change} while a call is under way counts what that call uses`, async () => {
      const { chat, issue, fake, gateway } = await start();
      const key = await issue(before);
      const [held, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      fake.script('slow', async (response) => {
        arrived.resolve();
        await held.promise;
        sendJson(response, { choices: [], usage: USAGE });
      });
      const first = chat(key, { model: 'slow', max_tokens: 80 });
      await arrived.promise;
      await gateway.services.plans.update(
        'plan-1',
        { limits: { tokens: 1_000, tokenWindow: 'month' } },
        LOCAL_DOER.actor,
      );
      expect((await chat(key, { max_tokens: 80 })).headers.get('x-ratelimit-remaining-tokens')).toBe('900');
      held.resolve();
      await (await first).text();
      expect((await chat(key, { max_tokens: 80 })).headers.get('x-ratelimit-remaining-tokens')).toBe('700');
    });
  }

  test('a limit smaller than a single call lets one such call through', async () => {
    const { chat, issue } = await start();
    const key = await issue({ tokens: 20 });
    expect((await chat(key, { max_tokens: 30_000 })).status).toBe(200);
    expect((await chat(key, { max_tokens: 1 })).status).toBe(429);
  });

  test('what was used is remembered after a restart of the limits', async () => {
    const { gateway, chat, issue } = await start();
    const key = await issue({ tokens: 250, tokenWindow: 'month' });
    await chat(key, { max_tokens: 1 });
    await chat(key, { max_tokens: 1 });
    // The same books, a caller that these limits have not seen yet: a plan that counts by days now.
    await gateway.services.plans.update('plan-1', { limits: { tokenWindow: 'day' } }, LOCAL_DOER.actor);
    const { headers } = await chat(key, { max_tokens: 1 });
    expect(headers.get('x-ratelimit-remaining-tokens')).toBe('0');
  });
});

describe('money', () => {
  const prices = { m: { promptPerMillionTokens: 10, completionPerMillionTokens: 100 } };
  // 30 tokens at 10 and 70 at 100, in millionths.
  const COST = 30 * 10 + 70 * 100;

  test('a key’s cap is held and settled like tokens', async () => {
    const { chat, issue, gateway } = await start({ config: { prices } });
    const key = await issue({}, { limits: { spendMicrosPerMonth: 2 * COST } });
    expect((await chat(key, { max_tokens: 70 })).status).toBe(200);
    expect((await chat(key, { max_tokens: 70 })).status).toBe(200);
    const refused = await chat(key, { max_tokens: 70 });
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'spend_limit_exceeded' });
    const all = { startMs: 0, endMs: Date.now() + 86_400_000 };
    expect(await gateway.storage.ledger.used({ unit: 'micros', ...all })).toBe(2 * COST);
  });

  test('a model without a price cannot be called under a cap, and is unpriced without one', async () => {
    const { chat, issue } = await start();
    const capped = await issue({}, { limits: { spendMicrosPerMonth: 1_000 } });
    expect(await errorOf(await chat(capped))).toMatchObject({ status: 403, code: 'model_not_allowed', param: 'model' });
    expect((await chat(await issue({}))).status).toBe(200);
  });
});

test('an enterprise key, and the local admin on an upstream of their own, see no limit', async () => {
  const { chat, gateway } = await start();
  const { key } = await gateway.services.keys.create({ name: 'e', plan: 'enterprise' }, LOCAL_DOER);
  for (const { status, headers } of [await chat(key), await chat()]) {
    expect(status).toBe(200);
    expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
  }
});

test('the local admin’s plan can be chosen', async () => {
  const { chat, gateway } = await start();
  await gateway.services.plans.setLocal('free', LOCAL_DOER.actor);
  expect((await chat()).headers.get('x-ratelimit-limit')).toBe('3');
});

test('F32 of 200 callers at once exactly as many reach the upstream as there is room for', async () => {
  const { chat, issue, upstreamCalls, gateway } = await start();
  const byRequests = await issue({ requestsPerMinute: 17 });
  // Each is held at 99 tokens, and uses 100.
  const byTokens = await issue({ tokens: 2_300 });
  const statuses = async (key: string) => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => chat(key, { max_tokens: 92 })));
    await Promise.all(answers.map((answer) => answer.text()));
    return answers.filter(({ status }) => status === 200).length;
  };
  expect(await statuses(byRequests)).toBe(17);
  expect(upstreamCalls()).toBe(17);
  const admitted = await statuses(byTokens);
  expect(admitted).toBe(23);
  expect(upstreamCalls()).toBe(17 + 23);
  await gateway.storage.ledger.flush();
  expect(reservationsIn(gateway.dataDir)).toEqual([]);
});
