import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { silence } from '#e2e/support/every-endpoint.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import type { PlanCreate } from '#lib/contract/plans.ts';
import { TOKENS_PER_IMAGE } from '#lib/domain/metering/tokens.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';

// What is held for a call before it is made, and what counts in its place.

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Place {
  readonly fake: FakeUpstream;
  readonly gateway: GatewayServer;
  issue(limits: PlanCreate['limits']): Promise<string>;
  chat(key: string, body?: Record<string, unknown>): Promise<Response>;
  transcribe(key: string, sound: Uint8Array, name: string): Promise<Response>;
  rows(): Promise<LedgerRow[]>;
}

async function start(config: GatewayServerOptions['config'] = {}): Promise<Place> {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  const gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream'), config });
  cleanups.push(() => gateway.close());
  let plans = 0;
  return {
    fake,
    gateway,
    async issue(limits) {
      const plan = `plan-${++plans}`;
      await gateway.services.plans.create({ id: plan, name: plan, limits }, LOCAL_DOER.actor);
      return (await gateway.services.keys.create({ name: 'a key', plan }, LOCAL_DOER)).key;
    },
    chat: (key, body = {}) =>
      fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }], ...body }),
      }),
    transcribe(key, sound, name) {
      const form = new FormData();
      form.set('model', 'ears');
      form.set('file', new Blob([Buffer.from(sound)]), name);
      const headers = { authorization: `Bearer ${key}` };
      return fetch(`${gateway.origin}/v1/audio/transcriptions`, { method: 'POST', headers, body: form });
    },
    async rows() {
      await gateway.storage.ledger.flush();
      return await gateway.storage.ledger.rows('', 1_000);
    },
  };
}

const answer = (fake: FakeUpstream, model: string, body: object) =>
  fake.script(model, (response) => sendJson(response, { choices: [], ...body }));
const hears = (fake: FakeUpstream, body: object) =>
  fake.script('ears', (response) => sendJson(response, { text: '', ...body }), '/v1/audio/transcriptions');

const USAGE = { usage: { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 } };

describe('a cap on the answer', () => {
  test('that no database could hold is held as the most that one can', async () => {
    const prices = { m: { completionPerMillionTokens: 200 } };
    const { fake, gateway, issue, chat } = await start({ prices });
    const [arrived, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    fake.script('m', async (response) => {
      arrived.resolve();
      await held.promise;
      sendJson(response, { choices: [], ...USAGE });
    });
    const key = await issue({ tokens: 1_000, spendMicrosPerMonth: 1_000_000 });
    const call = chat(key, { max_completion_tokens: Number.MAX_SAFE_INTEGER, n: 8 });
    await arrived.promise;
    const database = new DatabaseSync(join(gateway.dataDir, 'ruijing.db'), { readOnly: true });
    expect(database.prepare('SELECT reserved_tokens, reserved_micros FROM reservation').all()).toEqual([
      { reserved_tokens: 1e15, reserved_micros: 1e12 },
    ]);
    database.close();
    held.resolve();
    expect((await call).status).toBe(200);
  });

  test('T-AUTHZ-07 of all answers of a call together, is held before the call is made; more than may be asked for is refused', async () => {
    const { fake, issue, chat } = await start();
    const [arrived, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    fake.script('m', async (response) => {
      arrived.resolve();
      await held.promise;
      sendJson(response, { choices: [], ...USAGE });
    });
    const key = await issue({ tokens: 1_000 });
    const under = chat(key, { max_tokens: 100, n: 8 });
    await arrived.promise;
    // 800 and the prompt are held: what is left is too little for this one.
    expect((await chat(key, { max_tokens: 100, n: 2 })).status).toBe(429);
    expect((await chat(key, { max_tokens: 10, n: 9 })).status).toBe(400);
    expect((await chat(key, { max_tokens: 0 })).status).toBe(400);
    expect(fake.seen).toHaveLength(1);
    held.resolve();
    expect((await under).status).toBe(200);
  });

  test('is named to the upstream where a quota held it, and where nobody named one', async () => {
    const { fake, issue, chat } = await start();
    answer(fake, 'm', USAGE);
    const [counted, free] = [await issue({ tokens: 10_000 }), await issue({ requestsPerMinute: 100 })];
    const sent = async (key: string, body: object) => {
      await chat(key, { ...body });
      const { max_tokens, max_completion_tokens } = fake.seen.at(-1)?.body ?? {};
      return [max_tokens, max_completion_tokens];
    };
    expect(await sent(counted, {})).toEqual([1_000, undefined]);
    expect(await sent(counted, { max_tokens: null })).toEqual([1_000, undefined]);
    expect(await sent(counted, { max_tokens: 7 })).toEqual([7, undefined]);
    expect(await sent(counted, { max_completion_tokens: 8 })).toEqual([undefined, 8]);
    expect(await sent(free, {})).toEqual([undefined, undefined]);
  });
});

describe('sound', () => {
  test('T-AUTHZ-07 counts against a quota of tokens before it is sent', async () => {
    const { fake, issue, transcribe } = await start();
    hears(fake, { usage: { input_tokens: 5_000, output_tokens: 100, total_tokens: 5_100 } });
    const key = await issue({ tokens: 6_000 });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call++) statuses.push((await transcribe(key, silence(), 'a.wav')).status);
    expect(statuses).toEqual([200, 429, 429]);
  });

  test('is paid by its length; of an unknown length what was held for it counts, and no cost is made up', async () => {
    const prices = { ears: { perAudioMinute: 60 } };
    const { fake, gateway, issue, transcribe, rows } = await start({ prices });
    hears(fake, {});
    // A second of sound is one unit. Of bytes that tell no length, 10,000 last 10 seconds at most.
    const nobodyKnows = Buffer.concat([Buffer.from('\x1a\x45\xdf\xa3\x84webm', 'latin1'), Buffer.alloc(9_991)]);
    const key = await issue({ spendMicrosPerMonth: 12_000_000 });
    expect((await transcribe(key, silence(), 'a.wav')).status).toBe(200);
    expect((await transcribe(key, nobodyKnows, 'a.webm')).status).toBe(200);
    expect((await transcribe(key, silence(), 'a.wav')).status).toBe(200);
    expect((await transcribe(key, silence(), 'a.wav')).status).toBe(429);
    expect((await rows()).map(({ audioMs, costMicros }) => [audioMs, costMicros])).toEqual([
      [1_000, 1_000_000],
      [null, null],
      [1_000, 1_000_000],
      [null, 0],
    ]);
    const totals = await gateway.storage.ledger.totals({ startMs: 0, endMs: Date.now() + 1e9, withSandbox: false });
    expect(totals).toMatchObject({ costMicros: 2_000_000, unpriced: 1 });
  });
});

test('a picture whose tokens nobody told is counted as one in a message', async () => {
  const { gateway, rows, fake } = await start();
  fake.script('eyes', (response) => sendJson(response, { labels: [] }), '/v1/vision/analyze');
  const image = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
  await fetch(`${gateway.origin}/v1/vision/analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'eyes', image, features: ['labels'] }),
  });
  expect(await rows()).toMatchObject([
    { images: 1, promptTokens: TOKENS_PER_IMAGE, completionTokens: 0, source: 'estimated' },
  ]);
});

describe('what stands where the model should', () => {
  test.each(['a\u0000b', 'a\ud800', 'line\nbreak'])('%j is refused', async (model) => {
    const { issue, chat, fake } = await start();
    const refused = await chat(await issue({}), { model });
    expect(refused.status).toBe(400);
    expect((await refused.json()).error).toMatchObject({ code: 'invalid_parameter', param: 'model' });
    expect(fake.seen).toEqual([]);
  });

  test('a key is refused, and neither the books nor the log keep it', async () => {
    const { issue, chat, gateway, rows } = await start();
    const key = await issue({});
    const refused = await chat(key, { model: key });
    expect((await refused.json()).error).toMatchObject({ code: 'invalid_parameter', param: 'model' });
    const asked = await fetch(`${gateway.origin}/v1/models/${key}`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asked.json()).error.code).toBe('key_in_url');
    expect(JSON.stringify(await rows()) + gateway.lines.join('\n')).not.toContain(key);
  });
});

test('the head of a slow answer tells the limits as they stand when it comes', async () => {
  const { fake, issue, chat } = await start();
  answer(fake, 'm', USAGE);
  const [arrived, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  fake.script('slow', async (response) => {
    arrived.resolve();
    await held.promise;
    sendJson(response, { choices: [], ...USAGE });
  });
  const key = await issue({ requestsPerMinute: 10, tokens: 100_000 });
  const began = performance.now();
  const slow = chat(key, { model: 'slow', max_tokens: 1 });
  await arrived.promise;
  for (let call = 0; call < 4; call++) await (await chat(key, { max_tokens: 1 })).text();
  await expect.poll(() => performance.now() - began, { timeout: 5_000 }).toBeGreaterThan(600);
  held.resolve();
  const { headers } = await slow;
  expect(headers.get('x-ratelimit-remaining-requests')).toBe('5');
  expect(headers.get('x-ratelimit-remaining-tokens')).toBe(String(100_000 - 5 * 100));
});
