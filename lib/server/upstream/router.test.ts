import { afterEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { startRawUpstream } from '#e2e/support/raw-upstream.ts';
import { KINDS, type Kind } from '#lib/contract/endpoints.ts';
import { createEgress } from '#lib/server/egress.ts';
import { createRemote } from './remote.ts';
import { createRouter, type UpstreamEntry } from './router.ts';
import { withVisionAdapter } from './vision-adapter.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Wish {
  readonly kinds?: readonly Kind[];
  readonly models?: readonly string[];
}

/** A gateway in front of servers, each with a key of its own. */
async function start(wishes: Readonly<Record<string, Wish>>) {
  const fakes: Record<string, FakeUpstream> = {};
  const entries: UpstreamEntry[] = [];
  for (const [name, { kinds = KINDS, models }] of Object.entries(wishes)) {
    const fake = await startFakeUpstream();
    cleanups.push(() => fake.close());
    fakes[name] = fake;
    const remote = {
      name,
      baseUrl: new URL(fake.url),
      apiKey: `sk-${name}`,
      egress: createEgress({ connectMs: 1_000 }),
    };
    entries.push({ upstream: createRemote(remote), kinds, models });
  }
  const gateway = await startGateway({ upstream: entries });
  cleanups.push(() => gateway.close());
  const post = async (path: string, body: object) => {
    const response = await fetch(`${gateway.origin}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  };
  const chat = (model: string) => post('chat/completions', { model, messages: [{ role: 'user', content: 'hi' }] });
  const embed = (model: string) => post('embeddings', { model, input: 'hi' });
  const models = async () => (await (await fetch(`${gateway.origin}/v1/models`)).json()).data;
  const paths = (name: string) => fakes[name]?.seen.map(({ path }) => path) ?? [];
  return { gateway, fakes, chat, embed, models, paths };
}

describe('several upstreams', () => {
  test('a call goes to the server of its kind; the general one has the rest', async () => {
    const { chat, embed, paths } = await start({ vectors: { kinds: ['embedding'] }, general: {} });
    expect((await embed('any')).status).toBe(200);
    expect((await chat('any')).status).toBe(200);
    expect(paths('vectors')).toEqual(['/v1/embeddings']);
    expect(paths('general')).toEqual(['/v1/chat/completions']);
  });

  test('one that names a model goes before those that take any', async () => {
    const { chat, paths } = await start({ general: {}, special: { models: ['mine', 'mine/too'] } });
    for (const model of ['mine', 'mine/too', 'other']) await chat(model);
    expect(paths('special')).toHaveLength(2);
    expect(paths('general')).toHaveLength(1);
  });

  test('T-SSRF-03 T-KEY-08 each gets its own key and never another’s, however calls interleave', async () => {
    const { chat, fakes } = await start({ one: { models: ['m1'] }, two: { models: ['m2'] } });
    const rounds = Array.from({ length: 200 }, (_, index) => `m${(index % 2) + 1}`);
    await Promise.all(rounds.map((model) => chat(model)));
    for (const [name, fake] of Object.entries(fakes)) {
      expect(fake.seen).toHaveLength(100);
      expect([...new Set(fake.seen.map(({ headers }) => headers.authorization))]).toEqual([`Bearer sk-${name}`]);
    }
  });

  test('a model that none has is told apart from a kind that none serves', async () => {
    const { chat, embed } = await start({ chatting: { kinds: ['chat'], models: ['m'] } });
    expect(await chat('n')).toMatchObject({
      status: 404,
      json: { error: { code: 'model_not_found', param: 'model' } },
    });
    expect(await embed('m')).toMatchObject({ status: 503, json: { error: { code: 'no_upstream' } } });
  });

  test('the models of all are one list; those of the settings alone where a server is told which it serves', async () => {
    const { models, fakes } = await start({
      special: { kinds: ['transcription'], models: ['whisper-x'] },
      general: {},
    });
    expect(await models()).toMatchObject([
      { id: 'whisper-x', type: 'transcription' },
      { id: 'fake-large' },
      { id: 'fake-small' },
    ]);
    await fakes.special?.close();
    expect((await models()).map(({ id }: { id: string }) => id)).toEqual(['whisper-x', 'fake-large', 'fake-small']);
  });

  test('the row in the ledger names who answered', async () => {
    const { chat, gateway } = await start({ one: { models: ['m1'] }, two: { models: ['m2'] } });
    await chat('m2');
    await gateway.storage.ledger.flush();
    expect(await gateway.storage.ledger.rows('', 10)).toMatchObject([{ upstream: 'two', model: 'm2', sandbox: false }]);
  });
});

describe('a server that does not tell its models', () => {
  /** One that takes every call and answers none. */
  async function hanging() {
    const raw = await startRawUpstream(() => undefined);
    cleanups.push(raw.close);
    return raw;
  }

  async function answering(): Promise<UpstreamEntry> {
    const fake = await startFakeUpstream();
    cleanups.push(fake.close);
    return { upstream: remoteTo(fake.url), kinds: ['chat'], models: undefined };
  }

  test.each([
    ['one that must tell them', undefined, []],
    ['one whose models are set', ['e'], ['e']],
  ])('is not waited for: %s', async (_, models, told) => {
    const raw = await hanging();
    const silent: UpstreamEntry = { upstream: remoteTo(raw.url), kinds: ['embedding'], models };
    const gateway = await startGateway({ upstream: [silent, await answering()] });
    cleanups.push(gateway.close);
    // Half of the time for a first byte is left when it is given up.
    const response = await fetch(`${gateway.origin}/v1/models`);
    expect(response.status).toBe(200);
    const { data } = await response.json();
    expect(data.map(({ id }: { id: string }) => id)).toEqual([...told, 'fake-large', 'fake-small']);
    await raw.idle();
  });

  test('is told as what it is where no other has any', async () => {
    const raw = await hanging();
    const entry: UpstreamEntry = { upstream: remoteTo(raw.url), kinds: ['chat'], models: undefined };
    const catalogue = createRouter([entry, entry], { listMs: 20 }).route({ endpointId: 'models.list', model: '' });
    const { signal } = new AbortController();
    const call = { endpoint: 'models.list', modelId: '', streams: false, requestId: 'req_test', signal } as const;
    await expect(catalogue.send(call)).rejects.toMatchObject({ code: 'upstream_timeout' });
  });
});

describe('an analysis that names no model', () => {
  const ANALYSIS = { labels: [{ label: 'cat' }] };

  test.each([{}, { model: null }, { model: 'ruijing-vision' }])('%j goes to who sees', async (body) => {
    const [blind, seeing] = [await startFakeUpstream(), await startFakeUpstream()];
    cleanups.push(blind.close, seeing.close);
    seeing.script('fake-large', (response) => {
      const message = { role: 'assistant', content: JSON.stringify(ANALYSIS) };
      sendJson(response, { id: 'c', model: 'fake-large', choices: [{ index: 0, message, finish_reason: 'stop' }] });
    });
    const adapted = withVisionAdapter(remoteTo(seeing.url), { model: 'fake-large' });
    const gateway = await startGateway({
      upstream: [
        { upstream: remoteTo(blind.url), kinds: ['chat'], models: ['blind'] },
        { upstream: adapted, kinds: ['chat', 'vision'], models: ['fake-large'] },
      ],
    });
    cleanups.push(gateway.close);
    const analyse = (model: object) =>
      fetch(`${gateway.origin}/v1/vision/analyze`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ image: 'https://example.com/a.png', features: ['labels'], ...model }),
      });
    const answer = await analyse(body);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ model: 'fake-large', ...ANALYSIS });
    expect(blind.seen).toEqual([]);
    expect((await analyse({ model: 'other' })).status).toBe(404);
  });

  test('of those that see, one that takes any model goes first', () => {
    const [named, any] = [remoteTo('http://127.0.0.1:1/v1'), remoteTo('http://127.0.0.1:2/v1')];
    const router = createRouter([
      { upstream: named, kinds: ['vision'], models: ['v'] },
      { upstream: any, kinds: KINDS, models: undefined },
    ]);
    expect(router.route({ endpointId: 'vision.analyze', model: 'ruijing-vision' })).toBe(any);
    expect(router.route({ endpointId: 'vision.analyze', model: 'v' })).toBe(named);
  });
});

test('an answer of a shape that nobody knows passes as it is', async () => {
  const fake = await startFakeUpstream(0, { vision: true });
  cleanups.push(() => fake.close());
  const strange = { odd: [1, { two: 'three' }], usage: { total_tokens: 'many' } };
  fake.script('m', (response) => sendJson(response, strange), '/v1/vision/analyze');
  fake.script('m', (response) => sendJson(response, strange), '/v1/embeddings');
  const gateway = await startGateway({ upstream: remoteTo(fake.url) });
  cleanups.push(() => gateway.close());
  for (const [path, body] of [
    ['vision/analyze', { model: 'm', image: 'https://example.com/a.png', features: ['labels'] }],
    ['embeddings', { model: 'm', input: 'hi' }],
  ] as const) {
    const response = await fetch(`${gateway.origin}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toEqual([200, strange]);
  }
});
