import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  delta,
  type FakeUpstream,
  openStream,
  type SeenRequest,
  sendJson,
  sse,
  startFakeUpstream,
} from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { createSseDecoder } from '#lib/std/sse.ts';

/** No pattern of keys matches it, and JSON may write it in two ways. */
const KEY = 'upstream/secret-words';

let fake: FakeUpstream;
let gateway: GatewayServer;

beforeAll(async () => {
  fake = await startFakeUpstream();
  gateway = await startGateway({ upstream: remoteTo(fake.url, KEY) });
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

async function post(path: string, body: object): Promise<{ response: Response; text: string }> {
  const response = await fetch(`${gateway.origin}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { response, text: await response.text() };
}

const chat = (model: string, stream: boolean) =>
  post('chat/completions', { model, stream, messages: [{ role: 'user', content: 'hi' }] });

const quoted = ({ headers }: SeenRequest) => `bad key ${headers.authorization}`;
const codeOf = (text: string): unknown => JSON.parse(text).error?.code;
const MESSAGE = { role: 'assistant', content: 'fine' };
const WHOLE = { id: 'c', model: 'm', choices: [{ index: 0, message: MESSAGE, finish_reason: 'stop' }] };

describe('T-KEY-02 the upstream quotes our key, and the caller never sees it', () => {
  test.each<[string, (said: string) => object]>([
    ['its message', (said) => ({ message: said })],
    ['its param', (said) => ({ message: 'bad', param: said })],
    ['its code', (said) => ({ message: 'bad', code: said })],
    ['its type', (said) => ({ message: 'bad', type: said })],
    ['a field of its own', (said) => ({ message: 'bad', request: { headers: said } })],
  ])('in %s', async (name, error) => {
    fake.script(name, (answer, request) => sendJson(answer, { error: error(quoted(request)) }, 400));
    const { response, text } = await chat(name, false);
    expect(response.status).toBe(400);
    expect(codeOf(text)).toBe('upstream_rejected');
    expect(text).toContain('bad');
    expect(text).not.toContain(KEY);
  });

  test('a param is cut at its longest', async () => {
    fake.script('long', (answer) => sendJson(answer, { error: { message: 'bad', param: 'x'.repeat(9000) } }, 400));
    expect(JSON.parse((await chat('long', false)).text).error.param.length).toBeLessThanOrEqual(200);
  });

  test.each<[string, (said: string) => object]>([
    ['an error that is a list', (said) => ({ error: [said] })],
    ['an error that is a list of objects', (said) => ({ error: [{ message: said }] })],
    ['an error beside choices', (said) => ({ error: { message: said }, choices: [] })],
    ['an error that is no error’s shape', (said) => ({ error: true, said })],
  ])('in a 200 with %s, which is a failure', async (name, body) => {
    fake.script(name, (answer, request) => sendJson(answer, body(quoted(request))));
    for (const stream of [false, true]) {
      const { response, text } = await chat(name, stream);
      expect(response.status).toBe(502);
      expect(codeOf(text)).toBe('upstream_error');
      expect(text).not.toContain(KEY);
    }
  });

  test.each<[string, (said: string) => object]>([
    ['an error that is a list', (said) => ({ error: [said] })],
    ['an error that is no error’s shape', (said) => ({ error: 7, said })],
    ['an error beside choices', (said) => ({ ...delta({}), error: { message: said } })],
  ])('in an event with %s, which ends the stream', async (name, event) => {
    fake.script(`${name} (event)`, (answer, request) => {
      openStream(answer);
      answer.end(sse(delta({ content: 'a' })) + sse(event(quoted(request))) + sse(delta({}, 'stop')) + sse('[DONE]'));
    });
    const { text } = await chat(`${name} (event)`, true);
    const events = createSseDecoder({ maxEventBytes: 1 << 20 }).push(new TextEncoder().encode(text));
    expect(codeOf(events.at(-1)?.data ?? '')).toBe('upstream_error');
    expect(text).not.toContain(KEY);
  });

  test('in the body of a good answer, where nobody looks for it', async () => {
    fake.script('detail', (answer, request) => sendJson(answer, { ...WHOLE, error: null, detail: quoted(request) }));
    const { response, text } = await chat('detail', false);
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ ...WHOLE, error: null, detail: 'bad key Bearer [redacted]' });
  });

  test('with its slash escaped, as PHP writes JSON', async () => {
    fake.script('php', (answer, request) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ ...WHOLE, detail: quoted(request) }).replaceAll('/', '\\/'));
    });
    const { text } = await chat('php', false);
    expect(JSON.parse(text).detail).toBe('bad key Bearer [redacted]');
  });

  test('in good events, cut anywhere', async () => {
    fake.script('events', async (answer, request) => {
      openStream(answer);
      const events = [
        sse({ ...delta({ content: 'a' }), id: quoted(request) }),
        sse(delta({ content: quoted(request) })),
        sse(delta({}, 'stop')),
        sse({ ...delta({}), id: quoted(request), choices: [], usage: { prompt_tokens: 'none' } }),
        sse('[DONE]'),
      ];
      for (const byte of Buffer.from(events.join(''))) {
        await new Promise((done) => answer.write(Buffer.of(byte), done));
      }
      answer.end();
    });
    const { text } = await chat('events', true);
    expect(text).toContain('bad key Bearer [redacted]');
    expect(text).toContain('[DONE]');
    expect(text).not.toContain(KEY);
  });

  test('in a compressed answer', async () => {
    fake.script('packed', (answer, request) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      answer.end(gzipSync(JSON.stringify({ ...WHOLE, detail: quoted(request) })));
    });
    expect(JSON.parse((await chat('packed', false)).text).detail).toBe('bad key Bearer [redacted]');
  });

  test('in an answer too large to be kept', async () => {
    const said = (request: SeenRequest) => Array.from({ length: 50_000 }, () => quoted(request));
    fake.script('m', (answer, request) => sendJson(answer, { data: [], said: said(request) }), '/v1/embeddings');
    const { response, text } = await post('embeddings', { model: 'm', input: 'x' });
    expect(response.status).toBe(200);
    expect(new Set(JSON.parse(text).said)).toEqual(new Set(['bad key Bearer [redacted]']));
  });

  test.each([
    ['speech', 'audio/speech', { input: 'x', voice: 'v' }, 'audio/mpeg'],
    ['no kind of its own', 'audio/speech', { input: 'x', voice: 'v' }, undefined],
  ])('in the content type of %s', async (name, path, body, type) => {
    fake.script(
      name,
      (answer, request) => {
        const said = String(request.headers.authorization);
        answer.writeHead(200, { 'content-type': type === undefined ? said.slice(7) : `${type}; k="${said}"` });
        answer.end('abc');
      },
      `/v1/${path}`,
    );
    const { response, text } = await post(path, { model: name, ...body });
    expect(response.headers.get('content-type')).toBe(type ?? 'application/json');
    expect(text).not.toContain(KEY);
  });

  test('in the charset of subtitles', async () => {
    const path = '/v1/audio/transcriptions';
    const kinds = { shouted: 'text/plain; Charset="UTF-8"', quoted: `text/vtt; charset=${KEY}` };
    const seen: Record<string, string | null> = {};
    for (const [model, type] of Object.entries(kinds)) {
      fake.script(model, (answer) => void answer.writeHead(200, { 'content-type': type }).end('hello'), path);
      const form = new FormData();
      form.set('model', model);
      form.set('response_format', 'text');
      form.set('file', new File([Buffer.from('ID3')], 'a.mp3'));
      const response = await fetch(`${gateway.origin}${path}`, { method: 'POST', body: form });
      expect(await response.text()).toBe('hello');
      seen[model] = response.headers.get('content-type');
    }
    expect(seen).toEqual({ shouted: 'text/plain; charset=utf-8', quoted: 'text/vtt' });
  });

  test('nor does the log', () => {
    expect(gateway.lines.join('\n')).toContain('"event":"call"');
    expect(gateway.lines.join('\n')).not.toContain(KEY);
  });
});
