import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { embeddingsUsageSchema } from '#lib/contract/embeddings.ts';
import type { EndpointId } from '#lib/contract/endpoints.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { loadDocs } from '#lib/server/docs.ts';
import type { Upload } from '#lib/server/upstream/port.ts';
import { createSandbox } from './sandbox.ts';

const sandbox = createSandbox({ docs: loadDocs(), tokensPerSecond: 1e6, slowMs: 1, ...testEyes() });

interface Asked {
  readonly body?: Record<string, unknown>;
  readonly upload?: Upload;
  readonly endpoint?: EndpointId;
  readonly signal?: AbortSignal;
}

const send = ({ body, upload, endpoint = 'embeddings', signal = new AbortController().signal }: Asked) =>
  sandbox.send({ endpoint, modelId: '', body, upload, streams: false, requestId: 'r', signal });

async function ask(body: Record<string, unknown>) {
  const answer = await send({ body });
  return { ...answer, json: JSON.parse(await textOf(answer.body)) };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

const MODEL = { model: 'ruijing-embedding' };

test('an answer is that of the specification, in the order of the inputs, and says where it comes from', async () => {
  const { status, headers, json } = await ask({ ...MODEL, input: ['one', 'two words', 'one'] });
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-ruijing-sandbox': '1' });
  expect(json).toMatchObject({
    object: 'list',
    model: 'ruijing-embedding',
  });
  const tokens = 2 * estimateTokens('one') + estimateTokens('two words');
  expect(embeddingsUsageSchema.parse(json.usage)).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
  expect(json.data.map(({ object, index }: { object: string; index: number }) => [object, index])).toEqual([
    ['embedding', 0],
    ['embedding', 1],
    ['embedding', 2],
  ]);
  expect(json.data[0].embedding).toHaveLength(1_536);
  expect(json.data[0].embedding).toEqual(json.data[2].embedding);
});

test('base64 holds the same numbers, as 32-bit floats', async () => {
  const input = 'the same';
  const floats = (await ask({ model: 'ruijing-embedding-large', input })).json.data[0].embedding;
  const base64 = (await ask({ model: 'ruijing-embedding-large', input, encoding_format: 'base64' })).json.data[0]
    .embedding;
  const bytes = Buffer.from(base64, 'base64');
  expect(bytes.length).toBe(3_072 * 4);
  expect(floats).toEqual(Array.from({ length: 3_072 }, (_, index) => bytes.readFloatLE(index * 4)));
});

test('the official client reads it, by base64 when nothing is said and by numbers when asked to', async () => {
  const client = new OpenAI({
    baseURL: 'http://sandbox.invalid/v1',
    apiKey: 'none',
    fetch: async (_url, init) => {
      const { status, headers, body } = await send({ body: JSON.parse(String(init?.body)) });
      return new Response(await textOf(body), { status, headers });
    },
  });
  const input = ['如何使用流式输出', 'How do I stream an answer?'];
  const decoded = await client.embeddings.create({ ...MODEL, input });
  const floats = await client.embeddings.create({ ...MODEL, input, encoding_format: 'float' });
  expect(decoded.data.map(({ embedding }) => embedding.length)).toEqual([1_536, 1_536]);
  expect(decoded).toEqual(floats);
});

test('shorter vectors are made on request', async () => {
  expect((await ask({ ...MODEL, input: 'a', dimensions: 256 })).json.data[0].embedding).toHaveLength(256);
});

test.each([
  [{ ...MODEL, input: 'a', dimensions: 1_537 }, 400, 'invalid_parameter', 'dimensions'],
  [{ model: 'ruijing-gpt-2.0', input: 'a' }, 400, 'invalid_parameter', 'model'],
  [{ model: 'nobody', input: 'a' }, 404, 'model_not_found', 'model'],
  [{ ...MODEL, input: [1, 2, 3] }, 400, 'invalid_parameter', 'input'],
  [{ ...MODEL, input: 'a', task: 'search' }, 400, 'unsupported_parameter', 'task'],
  [{ ...MODEL, input: [[1], [2]] }, 400, 'invalid_parameter', 'input'],
  [{ model: 'ruijing-vision', input: 'a' }, 400, 'invalid_parameter', 'model'],
  [{ model: 'ruijing-whisper', input: 'a' }, 404, 'model_not_found', 'model'],
  [{ model: 'sandbox-401', input: 'a' }, 401, 'invalid_api_key', undefined],
  [{ model: 'sandbox-403', input: 'a' }, 403, 'model_not_allowed', undefined],
  [{ model: 'sandbox-404', input: 'a' }, 404, 'model_not_found', undefined],
  [{ model: 'sandbox-429', input: 'a' }, 429, 'rate_limit_exceeded', undefined],
  [{ model: 'sandbox-500', input: 'a' }, 500, 'internal_error', undefined],
  [{ model: 'sandbox-503', input: 'a' }, 503, 'overloaded', undefined],
  [{ model: 'sandbox-huge', input: 'a' }, 400, 'invalid_parameter', 'model'],
  [{ model: 'sandbox-slow', input: 'a' }, 400, 'invalid_parameter', 'model'],
])('%j: %d %s', async (body, status, code, param) => {
  const answer = await ask(body);
  expect(answer.status).toBe(status);
  expect(answer.headers['x-ruijing-sandbox']).toBe('1');
  expect(answer.json.error.code).toBe(code);
  expect(answer.json.error.param).toBe(param);
});

test('a model for something else is told by name and by what it is for', async () => {
  const message = async (model: string) => (await ask({ model, input: 'a' })).json.error.message;
  expect(await message('ruijing-gpt-2.0')).toMatch(/'ruijing-gpt-2.0'.*'chat'/);
  expect(await message('sandbox-truncated')).toMatch(/'sandbox-truncated'.*'chat'/);
});

test.each([
  ['characters', '字'.repeat(20_000)],
  ['words', 'word '.repeat(8_193)],
  ['spaces', ' '.repeat(200_000)],
  ['marks, which no estimate counts', `a${'\u0301\u0323'.repeat(100_000)}`],
])('a text of too many %s is refused by its place', async (_name, text) => {
  const code = 'context_length_exceeded';
  expect((await ask({ ...MODEL, input: ['a', text] })).json.error).toMatchObject({ code, param: 'input.1' });
  expect((await ask({ ...MODEL, input: text })).json.error).toMatchObject({ code, param: 'input' });
});

test('a text of as many tokens as there may be is taken', async () => {
  expect((await ask({ ...MODEL, input: 'word '.repeat(8_192).trim() })).json.usage?.prompt_tokens).toBe(8_192);
});

test('sandbox-hang never answers, until the caller gives up', async () => {
  const leaving = new AbortController();
  const pending = send({ body: { model: 'sandbox-hang', input: 'a' }, signal: leaving.signal });
  const turn = new Promise((resolve) => setImmediate(resolve, 'nothing'));
  expect(await Promise.race([pending, turn])).toBe('nothing');
  leaving.abort();
  await expect(pending).rejects.toThrow('aborted');
});

const SOUND: Upload = {
  fields: [['model', 'ruijing-whisper']],
  file: {
    name: 'a.wav',
    type: 'audio/wav',
    sizeBytes: 4,
    async *read() {
      yield await Promise.resolve(Buffer.from('RIFF'));
    },
  },
};

test.each<Asked>([
  { endpoint: 'audio.transcriptions', upload: SOUND },
  { endpoint: 'audio.speech', body: { model: 'ruijing-tts', input: 'a' } },
])('$endpoint: 503 in words, with what to connect', async (asked) => {
  const { status, headers, body } = await send(asked);
  const { error } = JSON.parse(await textOf(body));
  expect([status, error.code, headers['x-ruijing-sandbox']]).toEqual([503, 'sandbox_unsupported', '1']);
  expect(error.message).toMatch(/does not .*RUIJING_UPSTREAMS or RUIJING_BASE_URL/);
});

const LONG = Array.from({ length: 2_048 }, (_, index) => `text ${index} and some more `.repeat(150));

/** Milliseconds between two turns of the event loop, on the mean: a slower machine takes more turns, not longer. */
async function msPerTurn(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let busy = true;
  const count = () => {
    turns++;
    if (busy) setImmediate(count);
  };
  setImmediate(count);
  const startMs = performance.now();
  await work();
  busy = false;
  return (performance.now() - startMs) / turns;
}

test('two thousand long texts never hold the process up, neither to be counted nor to be embedded', async () => {
  const body = { ...MODEL, input: LONG, encoding_format: 'base64' };
  let answer: Awaited<ReturnType<typeof send>> | undefined;
  let parts = 0;
  expect(
    await msPerTurn(async () => {
      answer = await send({ body });
    }),
  ).toBeLessThan(30);
  expect(
    await msPerTurn(async () => {
      for await (const _ of answer?.body ?? []) parts++;
    }),
  ).toBeLessThan(30);
  expect(parts).toBe(LONG.length + 2);
});

test('nothing is made before it is asked for', async () => {
  const { body } = await send({ body: { ...MODEL, input: LONG } });
  const iterator = body[Symbol.asyncIterator]();
  const first = await iterator.next();
  expect(Buffer.from(first.value ?? '').toString()).toBe('{"object":"list","data":[');
  expect(await iterator.return?.()).toMatchObject({ done: true });
  expect(await iterator.next()).toMatchObject({ done: true });
});

test('they end when nobody wants them, before the first byte and after it', async () => {
  const body = { ...MODEL, input: LONG, encoding_format: 'base64' };
  const [early, late] = [new AbortController(), new AbortController()];
  const asked = send({ body, signal: early.signal });
  early.abort();
  await expect(asked).rejects.toThrow('aborted');

  const iterator = (await send({ body, signal: late.signal })).body[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  late.abort();
  await expect(iterator.next()).rejects.toThrow('aborted');
});
