import { afterEach, expect, test, vi } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServerOptions, startGateway } from '#e2e/support/gateway-server.ts';
import { startRawUpstream } from '#e2e/support/raw-upstream.ts';
import { catalogueSchema } from '#lib/contract/catalogue.ts';
import { KINDS } from '#lib/contract/endpoints.ts';
import { loadDocs } from './docs.ts';
import { createEgress } from './egress.ts';
import { createRemote } from './upstream/remote.ts';
import type { UpstreamEntry } from './upstream/router.ts';
import { createSandbox } from './upstream/sandbox/sandbox.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function read(upstream: readonly UpstreamEntry[], config: GatewayServerOptions['config'] = {}) {
  const gateway = await startGateway({ upstream, config, limits: { firstByteMs: 1_000 } });
  cleanups.push(() => gateway.close());
  const { models, ...rest } = catalogueSchema.parse(await gateway.services.models.read());
  return { ...rest, models, byId: (id: string) => models.filter((model) => model.id === id) };
}

const remote = (name: string, url: string) =>
  createRemote({ name, baseUrl: new URL(url), apiKey: 'sk-x', egress: createEgress({ connectMs: 500 }) });

/** What the fake upstream takes for the model of a request that names none. */
const NO_MODEL = 'undefined';

/** A server that lists these models and nothing else. */
async function listing(name: string, models: readonly object[], rest: Partial<UpstreamEntry> = {}) {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  fake.script(NO_MODEL, (response) => sendJson(response, { object: 'list', data: models }), '/v1/models');
  return { upstream: remote(name, fake.url), kinds: KINDS, models: undefined, ...rest };
}

test('the sandbox: documented figures, faults marked, nothing that it cannot do', async () => {
  const sandbox = createSandbox({ docs: loadDocs(), tokensPerSecond: 60, slowMs: 1, ...testEyes() });
  const { models, upstreams, byId } = await read([{ upstream: sandbox, kinds: KINDS, models: undefined }]);
  expect(upstreams).toMatchObject([{ name: 'sandbox', sandbox: true, modelCount: models.length, failure: null }]);
  expect(byId('ruijing-gpt-2.0')).toMatchObject([
    { kinds: ['chat'], takesImages: true, contextTokens: { value: 32_768 }, sandbox: true, fault: false },
  ]);
  expect(byId('ruijing-embedding-large')).toMatchObject([
    { kinds: ['embedding'], contextTokens: null, dimensions: { value: 3_072 }, limits: [{ name: 'inputs' }] },
  ]);
  expect(byId('sandbox-429')).toMatchObject([{ fault: true }]);
  expect(byId('ruijing-whisper')).toEqual([]);
});

test('the upstream’s figure goes before the documented one; what nobody tells is unknown', async () => {
  const data = [{ id: 'ruijing-gpt-2.0', context_length: 65_536 }, { id: 'ruijing-whisper' }, { id: 'other' }];
  const { byId } = await read([await listing('a', data)]);
  expect(byId('ruijing-gpt-2.0')).toMatchObject([{ contextTokens: { value: 65_536, source: 'upstream' } }]);
  expect(byId('ruijing-whisper')).toMatchObject([{ kinds: ['transcription'], contextTokens: null }]);
  expect(byId('other')).toMatchObject([{ kinds: [], contextTokens: null, dimensions: null, limits: [], price: null }]);
});

test('a model has the price of the settings, or none: never nothing', async () => {
  const prices = { other: { promptPerMillionTokens: 4 }, free: {} };
  const data = [{ id: 'other' }, { id: 'free' }, { id: 'unpriced' }, { id: 'toString' }];
  const { byId, currency } = await read([await listing('a', data)], { prices, currency: 'USD' });
  expect(currency).toBe('USD');
  expect(byId('other')).toMatchObject([{ price: { promptPerMillionTokens: 4 } }]);
  expect(byId('free')).toMatchObject([{ price: {} }]);
  for (const id of ['unpriced', 'toString']) expect(byId(id)).toMatchObject([{ price: null }]);
});

test('who is asked first serves a model that two offer, and both rows say so', async () => {
  const { byId } = await read([
    await listing('vectors', [{ id: 'e' }, { id: 'chatty' }], { kinds: ['embedding'] }),
    await listing('special', [{ id: 'm' }], { models: ['m'] }),
    await listing('general', [{ id: 'm' }, { id: 'e', type: 'embedding' }]),
  ]);
  expect(byId('m')).toMatchObject([
    { upstream: 'special', servedBy: 'special' },
    { upstream: 'general', servedBy: 'special' },
  ]);
  expect(byId('e')).toMatchObject([
    { upstream: 'vectors', kinds: ['embedding'], servedBy: 'vectors' },
    { upstream: 'general', servedBy: 'vectors' },
  ]);
});

test('a model whose kind no upstream is asked for is served by nobody', async () => {
  const { byId } = await read([await listing('a', [{ id: 'e', type: 'embedding' }], { kinds: ['chat'] })]);
  expect(byId('e')).toMatchObject([{ servedBy: null }]);
});

test('an upstream that cannot be asked says why, and hides neither the others nor what the settings name', async () => {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  const refusing = await startFakeUpstream();
  cleanups.push(() => refusing.close());
  refusing.script(
    'undefined',
    (response) => sendJson(response, { error: { message: 'bad key sk-x' } }, 401),
    '/v1/models',
  );
  const silent = await startRawUpstream(() => undefined);
  cleanups.push(() => silent.close());
  const { upstreams, models } = await read([
    { upstream: remote('refusing', refusing.url), kinds: ['speech'], models: ['voice'] },
    { upstream: remote('silent', silent.url), kinds: KINDS, models: undefined },
    { upstream: remote('good', fake.url), kinds: KINDS, models: undefined },
  ]);
  expect(upstreams.map(({ name, failure }) => [name, failure?.code])).toEqual([
    ['refusing', 'upstream_auth'],
    ['silent', 'upstream_timeout'],
    ['good', undefined],
  ]);
  expect(models.map(({ id, kinds }) => [id, kinds])).toEqual([
    ['voice', ['speech']],
    ['fake-large', []],
    ['fake-small', []],
  ]);
  expect(JSON.stringify(upstreams)).not.toContain('sk-x');
});

test('an upstream is asked once in five seconds, however many want to know, also one that refuses', async () => {
  const fake = await startFakeUpstream();
  const refusing = await startFakeUpstream();
  cleanups.push(fake.close, refusing.close);
  refusing.script(NO_MODEL, (response) => sendJson(response, { error: { message: 'no' } }, 500), '/v1/models');
  const upstream = [fake, refusing].map(({ url }, index) => ({
    ...{ upstream: remote(`server-${index}`, url), kinds: KINDS, models: undefined },
  }));
  const gateway = await startGateway({ upstream });
  cleanups.push(() => gateway.close());
  const { models } = gateway.services;
  vi.useFakeTimers({ toFake: ['performance'] });
  cleanups.push(() => Promise.resolve(void vi.useRealTimers()));
  const first = await models.read();
  expect(first.upstreams.map(({ modelCount, failure }) => [modelCount, failure?.code])).toEqual([
    [2, undefined],
    [0, 'upstream_error'],
  ]);
  const asked = () => [fake.seen.length, refusing.seen.length];
  const once = asked();
  vi.advanceTimersByTime(4_999);
  expect(await Promise.all(Array.from({ length: 20 }, () => models.read()))).toEqual(Array(20).fill(first));
  expect(asked()).toEqual(once);
  vi.advanceTimersByTime(1);
  await Promise.all(Array.from({ length: 20 }, () => models.read()));
  expect(asked()).toEqual(once.map((times) => 2 * times));
  // An admin who has mended something sees it at once, and so do all.
  await models.readNow();
  await models.read();
  expect(asked()).toEqual(once.map((times) => 3 * times));
});
