import { afterEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, type Script, sendJson, startFakeUpstream, USAGE } from '#e2e/support/fake-upstream.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createEgress } from '#lib/server/egress.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { Upstream, UpstreamAnswer } from './port.ts';
import { createRemote } from './remote.ts';
import { type VisionAdapterOptions, withVisionAdapter } from './vision-adapter.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: VisionAdapterOptions = {}, vision = false): Promise<[Upstream, FakeUpstream]> {
  const fake = await startFakeUpstream(0, { vision });
  const egress = createEgress({ connectMs: 500 });
  cleanups.push(fake.close, () => egress.close());
  const remote = createRemote({ baseUrl: new URL(fake.url), apiKey: 'sk-sentinel-0123456789', egress });
  return [withVisionAdapter(remote, options), fake];
}

/** 640 by 480, of which only the head is there. */
const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000280000001e0080600000000000000', 'hex'),
  Buffer.alloc(100),
]).toString('base64');
const URL_OF_PICTURE = 'https://example.com/picture.jpg';
const OBJECTS = { objects: [{ label: 'cat', confidence: 0.9, box: [600, 400, 100, 100] }] };

function analyse(upstream: Upstream, body: Record<string, unknown> = {}): Promise<UpstreamAnswer> {
  const { signal } = new AbortController();
  const whole = { image: PNG, features: ['objects'], ...body };
  return upstream.send({
    ...{ endpoint: 'vision.analyze', modelId: '', body: whole, streams: false, requestId: 'req_test', signal },
  });
}

async function jsonOf(answer: Promise<UpstreamAnswer>): Promise<Record<string, unknown>> {
  const parts: Uint8Array[] = [];
  for await (const part of (await answer).body) parts.push(part);
  const json: unknown = JSON.parse(Buffer.concat(parts).toString());
  if (!isRecord(json)) throw new Error('no object');
  return json;
}

async function failureOf(sent: Promise<unknown>): Promise<ApiError> {
  const thrown: unknown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return thrown;
}

/** A model that answers with these words. */
const saying =
  (content: unknown, finish = 'stop'): Script =>
  (response) =>
    sendJson(response, {
      id: 'chatcmpl-fake',
      object: 'chat.completion',
      model: 'fake-large',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
      usage: USAGE,
    });

const refusing =
  (status: number, error: unknown): Script =>
  (response) =>
    sendJson(response, { error }, status);

const VISION = '/v1/vision/analyze';
const pathsOf = ({ seen }: FakeUpstream) => seen.map(({ path }) => path.slice('/v1/'.length));

describe('an upstream with a route of its own', () => {
  test('is asked by it, and its answer goes through as it is', async () => {
    const [upstream, fake] = await start({}, true);
    const analysis = await jsonOf(analyse(upstream, { features: ['labels', 'text'], detail: 'high' }));
    expect(Object.keys(analysis)).toEqual(['object', 'model', 'image', 'labels', 'text', 'usage']);
    expect(fake.seen[0]?.body).toEqual({ image: PNG, features: ['labels', 'text'], detail: 'high' });
    expect(pathsOf(fake)).toEqual(['vision/analyze']);
  });

  test.each([
    [400, { message: 'image too small' }, 'upstream_rejected'],
    [401, { message: 'no' }, 'upstream_auth'],
    [404, { message: 'The model `ruijing-vision` does not exist', code: 'model_not_found' }, 'model_not_found'],
    [429, { message: 'slow down' }, 'rate_limit_exceeded'],
    [500, { message: 'oops' }, 'upstream_error'],
    [503, { message: 'later' }, 'overloaded'],
  ])('that answers %i with %j has it all the same: no chat model is asked', async (status, error, code) => {
    const [upstream, fake] = await start({ model: 'fake-large' }, true);
    fake.script('ruijing-vision', refusing(status, error), VISION);
    const model = 'ruijing-vision';
    expect((await failureOf(analyse(upstream, { model }))).code).toBe(code);
    expect(pathsOf(fake)).toEqual(['vision/analyze']);
  });

  test('everything but pictures goes through', async () => {
    const [upstream, fake] = await start({}, true);
    const { signal } = new AbortController();
    const call = { endpoint: 'models.list', modelId: '', streams: false, requestId: 'r', signal } as const;
    expect((await jsonOf(upstream.send(call))).object).toBe('list');
    expect(pathsOf(fake)).toEqual(['models']);
    expect(upstream).toMatchObject({ kind: 'remote', name: new URL(fake.url).host });
    expect(upstream.redact?.('sk-sentinel-0123456789')).toBe('[redacted]');
  });
});

describe('an upstream without one', () => {
  test('its chat model is asked, and its answer becomes an analysis', async () => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', saying(JSON.stringify({ ...OBJECTS, faces: [] })));
    expect(await jsonOf(analyse(upstream))).toEqual({
      object: 'vision.analysis',
      model: 'fake-large',
      image: { width: 640, height: 480 },
      objects: [{ label: 'cat', confidence: 0.9, box: { x: 600, y: 400, width: 40, height: 80 } }],
      usage: USAGE,
    });
    const { messages, ...options } = fake.seen[1]?.body ?? {};
    expect(options).toMatchObject({
      model: 'fake-large',
      temperature: 0,
      response_format: { type: 'json_schema', json_schema: { schema: { required: ['objects'] } } },
    });
    expect(messages).toMatchObject([
      { role: 'system', content: expect.stringContaining('640 pixels wide and 480 pixels high') },
      {
        role: 'user',
        content: [{ type: 'text' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }],
      },
    ]);
    await expect.poll(() => fake.reported()).toEqual({ promptTokens: 11, completionTokens: 7 });
  });

  const picturesAndUrls: [string, Record<string, unknown>, string][] = [
    ['a data: URL', { image: `data:image/png;base64,${PNG}` }, `data:image/png;base64,${PNG}`],
    ['base64 in lines', { image: PNG.replace(/.{60}/g, '$&\n') }, `data:image/png;base64,${PNG}`],
    ['an address', { image: URL_OF_PICTURE }, URL_OF_PICTURE],
    ['the SDK’s name', { image: undefined, image_url: URL_OF_PICTURE }, URL_OF_PICTURE],
  ];
  test.each(picturesAndUrls)('%s reaches the model as a URL', async (_, body, url) => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', saying(JSON.stringify(OBJECTS)));
    const { image } = await jsonOf(analyse(upstream, body));
    expect(JSON.stringify(fake.seen[1]?.body.messages)).toContain(JSON.stringify({ url }));
    // Nobody measured what lies elsewhere.
    expect(image).toEqual(url === URL_OF_PICTURE ? undefined : { width: 640, height: 480 });
  });

  test('is not asked for the route again for ten minutes', async () => {
    let nowMs = 0;
    const [upstream, fake] = await start({ model: 'fake-large', now: () => nowMs });
    fake.script('fake-large', saying(JSON.stringify(OBJECTS)));
    await analyse(upstream);
    nowMs = 599_999;
    await analyse(upstream);
    expect(pathsOf(fake)).toEqual(['vision/analyze', 'chat/completions', 'chat/completions']);
    nowMs = 600_000;
    await analyse(upstream);
    expect(pathsOf(fake).slice(3)).toEqual(['vision/analyze', 'chat/completions']);
  });

  test.each([404, 405, 501])('says so with %i', async (status) => {
    const [upstream, fake] = await start({ model: 'fake-large' }, true);
    fake.script('fake-large', saying(JSON.stringify(OBJECTS)));
    fake.script('undefined', refusing(status, 'Not here'), VISION);
    expect((await jsonOf(analyse(upstream))).objects).toHaveLength(1);
  });

  test('the caller’s own model goes before the configured one, and the vendor’s name for none', async () => {
    const [upstream, fake] = await start({ model: 'fake-small' });
    for (const model of ['fake-small', 'mine']) fake.script(model, saying(JSON.stringify(OBJECTS)));
    expect((await jsonOf(analyse(upstream, { model: 'mine' }))).model).toBe('mine');
    expect((await jsonOf(analyse(upstream, { model: 'ruijing-vision' }))).model).toBe('fake-small');
    expect((await jsonOf(analyse(upstream, { model: null }))).model).toBe('fake-small');
  });

  test('no model is configured: the first that chats, looked up once', async () => {
    const [upstream, fake] = await start();
    fake.script('fake-large', saying(JSON.stringify(OBJECTS)));
    expect((await jsonOf(analyse(upstream))).model).toBe('fake-large');
    await analyse(upstream);
    expect(pathsOf(fake)).toEqual(['vision/analyze', 'models', 'chat/completions', 'chat/completions']);
  });

  test('what a model will not be told is left out, name by name', async () => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', (response, { body }) => {
      if ('response_format' in body) {
        return sendJson(
          response,
          { error: { message: "'response_format' of type 'json_schema' is not supported" } },
          400,
        );
      }
      if ('temperature' in body) {
        return sendJson(response, { error: { message: 'Unsupported value', param: 'temperature' } }, 400);
      }
      return void saying(JSON.stringify(OBJECTS))(response, { method: '', path: '', headers: {}, body });
    });
    expect((await jsonOf(analyse(upstream))).objects).toHaveLength(1);
    expect(pathsOf(fake).filter((path) => path === 'chat/completions')).toHaveLength(3);
  });

  test('another refusal is the caller’s to know, after one try', async () => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', refusing(400, { message: 'this model takes no pictures' }));
    const error = await failureOf(analyse(upstream));
    expect(error.code).toBe('upstream_rejected');
    expect(error.message).toContain('takes no pictures');
    expect(pathsOf(fake)).toEqual(['vision/analyze', 'chat/completions']);
  });
});

describe('the model’s words', () => {
  const answerTo = async (content: unknown, finish?: string) => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', saying(content, finish));
    return analyse(upstream);
  };
  const good = JSON.stringify(OBJECTS);

  test.each([
    ['alone', good],
    ['in a fence', `\`\`\`json\n${good}\n\`\`\``],
    ['with words around', `Here it is:\n${good}\nAnything else?`],
    ['behind thoughts', `<think>{"objects": maybe}</think>\n\n${good}`],
  ])('JSON %s is found', async (_, content) => {
    expect((await jsonOf(answerTo(content))).objects).toHaveLength(1);
  });

  test.each([
    ['a refusal', 'I cannot look at pictures.'],
    ['nothing', ''],
    ['null', null],
    ['other JSON', '{"answer": 42}'],
    ['a list', '[1, 2]'],
    ['braces', '}{'],
  ])('%s is no analysis: 502 in words', async (_, content) => {
    const error = await failureOf(answerTo(content));
    expect(error.code).toBe('upstream_invalid');
    expect(error.message).toContain('no analysis of the picture');
  });

  test('an answer that was cut off says so', async () => {
    expect((await failureOf(answerTo(good.slice(0, 20), 'length'))).message).toContain('cut off');
  });

  test('what is no chat completion at all is a 502 too', async () => {
    const [upstream, fake] = await start({ model: 'fake-large' });
    fake.script('fake-large', (response) => sendJson(response, { choices: 'none' }));
    expect((await failureOf(analyse(upstream))).code).toBe('upstream_invalid');
  });
});

test('neither a route nor a model: 503 in words', async () => {
  const [upstream, fake] = await start();
  fake.script('undefined', (response) => sendJson(response, { object: 'list', data: [] }), '/v1/models');
  expect((await failureOf(analyse(upstream))).code).toBe('no_upstream');
  fake.script('undefined', refusing(404, 'Not here'), '/v1/models');
  expect((await failureOf(analyse(upstream))).code).toBe('no_upstream');
});
