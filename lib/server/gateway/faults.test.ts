import { connect, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  delta,
  type FakeUpstream,
  openStream,
  type Script,
  sendJson,
  sse,
  startFakeUpstream,
  USAGE,
} from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createSseDecoder } from '#lib/std/sse.ts';

const SECRET = 'sk-sentinel-0123456789abcdef';

let fake: FakeUpstream;
let gateway: GatewayServer;

beforeAll(async () => {
  fake = await startFakeUpstream();
  gateway = await startGateway({ upstream: remoteTo(fake.url, SECRET) });
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

interface Told {
  status: number;
  headers: Headers;
  text: string;
  /** The data of every event, `[DONE]` included. */
  events: string[];
}

const MESSAGES = [{ role: 'user', content: 'hello' }];
const USAGE_ASKED = { stream_options: { include_usage: true } };

async function chat(model: string, rest: Record<string, unknown> = {}, origin = gateway.origin): Promise<Told> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      messages: MESSAGES,
      stream: true,
      ...USAGE_ASKED,
      ...rest,
    }),
  });
  const text = await response.text();
  const bytes = new TextEncoder().encode(text);
  const events = createSseDecoder({ maxEventBytes: 1 << 24 })
    .push(bytes)
    .map(({ data }) => data);
  return { status: response.status, headers: response.headers, text, events };
}

function openChat(model: string, origin: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'x' }], stream: true }),
    signal: signal ?? null,
  });
}

const words = (told: Told) =>
  told.events
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data).choices?.[0]?.delta?.content ?? '')
    .join('');
const errorCode = (told: Told) => JSON.parse(told.events.at(-1) ?? '{}').error?.code;

let models = 0;
/** Asks a model of its own that behaves as scripted. */
function ask(script: Script, rest?: Record<string, unknown>, origin?: string): Promise<Told> {
  const model = `scripted-${models++}`;
  fake.script(model, script);
  return chat(model, rest, origin);
}

const stream =
  (...events: string[]): Script =>
  (response) => {
    openStream(response);
    response.end(events.join(''));
  };
const WHOLE = [
  sse(delta({ content: '你好' })),
  sse(delta({}, 'stop')),
  sse({ ...delta({}), choices: [], usage: USAGE }),
];

describe('before the first byte', () => {
  test('F01 nothing listens: 502 upstream_unreachable', async () => {
    const server = await startGateway({ upstream: remoteTo('http://127.0.0.1:1/v1') });
    const told = await chat('m', {}, server.origin);
    await server.close();
    expect(told.status).toBe(502);
    expect(JSON.parse(told.text).error).toMatchObject({ type: 'api_error', code: 'upstream_unreachable' });
  });

  test('F02 no headers: 504 at the first-byte timer, and the upstream’s socket is closed', async () => {
    const closed = Promise.withResolvers<void>();
    const told = await ask((response) => void response.on('close', () => closed.resolve()));
    expect(told.status).toBe(504);
    expect(JSON.parse(told.text).error).toMatchObject({ type: 'api_error', code: 'upstream_timeout' });
    await closed.promise;
  });

  test.each([
    ['F09 seconds', { 'retry-after': '7' }, '7'],
    ['F09 far too long is clamped', { 'retry-after': '9999999' }, '86400'],
    ['F10 missing is computed', {}, '60'],
  ])('429 with Retry-After: %s', async (_, headers, expected) => {
    const told = await ask((response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'x-ratelimit-limit': '3', ...headers });
      response.end('{"error":{"message":"slow down"}}');
    });
    expect(told.status).toBe(429);
    expect(told.headers.get('retry-after')).toBe(expected);
    expect(told.headers.get('x-ratelimit-limit')).toBeNull();
    expect(JSON.parse(told.text).error.code).toBe('rate_limit_exceeded');
  });

  test('F10 no quota left is told apart and gets no Retry-After', async () => {
    const told = await ask((response) =>
      sendJson(response, { error: { message: 'pay', code: 'insufficient_quota' } }, 429),
    );
    expect(told.status).toBe(503);
    expect(JSON.parse(told.text).error.code).toBe('upstream_quota');
    expect(told.headers.get('retry-after')).toBeNull();
  });

  test.each([500, 502, 418])('F11 status %i with HTML: a JSON error, the HTML stays back', async (status) => {
    const told = await ask((response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html><body>nginx</body></html>');
    });
    expect(told.headers.get('content-type')).toContain('application/json');
    expect(told.text).not.toContain('nginx');
    expect(told.status).toBe(status === 418 ? 400 : 502);
    expect(JSON.parse(told.text).error.code).toBe(status === 418 ? 'upstream_rejected' : 'upstream_error');
  });

  test('our key refused: 502 upstream_auth that names the variable, never the key', async () => {
    const told = await ask((response, { headers }) =>
      sendJson(
        response,
        { error: { message: `Incorrect API key: ${headers.authorization}`, code: 'invalid_api_key' } },
        401,
      ),
    );
    expect(told.status).toBe(502);
    expect(JSON.parse(told.text).error.code).toBe('upstream_auth');
    expect(told.text).toContain('RUIJING_API_KEY');
    expect(told.text).not.toContain(SECRET);
  });

  test('T-KEY-02 a 400 that quotes our key arrives without it, with the upstream’s words and field', async () => {
    const told = await ask((response, { headers }) =>
      sendJson(
        response,
        { error: { message: `bad temperature for ${headers.authorization}`, param: 'temperature' } },
        400,
      ),
    );
    expect(told.status).toBe(400);
    expect(JSON.parse(told.text).error).toMatchObject({ code: 'upstream_rejected', param: 'temperature' });
    expect(told.text).toContain('bad temperature');
    expect(told.text).not.toContain(SECRET);
  });

  test('an unknown model: 404 model_not_found', async () => {
    const told = await ask((response) =>
      sendJson(response, { error: { message: 'The model `x` does not exist' } }, 404),
    );
    expect(told.status).toBe(404);
    expect(JSON.parse(told.text).error.code).toBe('model_not_found');
  });

  test('F12 HTML with 200: 502', async () => {
    const told = await ask((response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<p>login</p>');
    });
    expect(told.status).toBe(502);
    expect(told.text).not.toContain('login');
  });

  test('F12 JSON where a stream was asked: re-sent as events', async () => {
    const told = await ask(
      (response) =>
        sendJson(response, {
          id: 'c',
          model: 'm',
          choices: [{ index: 0, message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }],
          usage: USAGE,
        }),
      { stream_options: { include_usage: true } },
    );
    expect(words(told)).toBe('whole');
    expect(JSON.parse(told.events[1] ?? '')).toMatchObject({ choices: [], usage: USAGE });
    expect(told.events.at(-1)).toBe('[DONE]');
  });

  test('F37 a redirect is refused, and the key goes nowhere else', async () => {
    const other = await startFakeUpstream();
    const told = await ask((response) => {
      response.writeHead(307, { location: `${other.url}/chat/completions` });
      response.end();
    });
    expect(told.status).toBe(502);
    expect(other.seen).toHaveLength(0);
    await other.close();
  });

  test('F39 a kept-alive socket that the upstream closed is no fault the client sees', async () => {
    for (let round = 0; round < 3; round++) {
      const told = await ask(
        (response) => {
          response.writeHead(200, {
            'content-type': 'application/json',
            connection: round === 1 ? 'close' : 'keep-alive',
          });
          response.end(JSON.stringify({ id: 'c', model: 'm', choices: [], usage: USAGE }));
        },
        { stream: false },
      );
      expect(told.status).toBe(200);
    }
  });

  test('F40 the upstream’s own headers stay back', async () => {
    const told = await ask((response) => {
      response.setHeader('set-cookie', 'a=b');
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('x-request-id', 'theirs');
      response.setHeader('server', 'theirs');
      return stream(...WHOLE, sse('[DONE]'))(response, { method: '', path: '', headers: {}, body: {} });
    });
    expect(Object.fromEntries(told.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
    });
    for (const name of ['set-cookie', 'access-control-allow-origin', 'server', 'content-encoding'])
      expect(told.headers.get(name)).toBeNull();
  });
});

describe('after the first byte', () => {
  test.each<[string, Script, string]>([
    [
      'F03 silence',
      (response) => {
        openStream(response);
        response.write(WHOLE[0] ?? '');
      },
      'upstream_timeout',
    ],
    [
      'F04 a reset',
      (response) => {
        openStream(response);
        response.write(WHOLE[0] ?? '', () => response.socket?.resetAndDestroy());
      },
      'upstream_reset',
    ],
    ['F05 an end without an end', stream(WHOLE[0] ?? ''), 'upstream_truncated'],
    ['F05 half an event', stream(WHOLE[0] ?? '', (WHOLE[1] ?? '').slice(0, 30)), 'upstream_truncated'],
    ['F08 a giant event', stream(WHOLE[0] ?? '', `data: ${'x'.repeat((1 << 20) + 10)}\n\n`), 'event_too_large'],
    [
      'F08 a line without an end',
      (response) => {
        openStream(response);
        response.write(WHOLE[0] ?? '');
        response.write('x'.repeat((1 << 20) + 10));
      },
      'event_too_large',
    ],
    [
      'F24 an error event',
      stream(WHOLE[0] ?? '', sse({ error: { message: `boom ${SECRET}` } }), sse('[DONE]')),
      'upstream_error',
    ],
    [
      'F06 too much that is no JSON',
      stream(WHOLE[0] ?? '', ...Array.from({ length: 20 }, () => sse('{broken'))),
      'upstream_invalid',
    ],
  ])('%s: the words before it, one error event, no [DONE]', async (_, script, code) => {
    const told = await ask(script);
    expect(told.status).toBe(200);
    expect(words(told)).toBe('你好');
    expect(errorCode(told)).toBe(code);
    expect(told.text).not.toContain('[DONE]');
    expect(told.text).not.toContain(SECRET);
    expect(told.text.endsWith('\n\n')).toBe(true);
  });

  test('F06 broken events are skipped, the good ones pass untouched', async () => {
    const good = WHOLE.join('').replace('data: ', 'data:');
    const told = await ask(
      stream(': hi\n\n', sse('{"a":'), 'event: ping\ndata: {}\n\n', 'foo: bar\n', good, sse('[DONE]')),
    );
    expect(told.events.slice(0, 3)).toEqual(WHOLE.map((event) => event.slice(6, -2)));
    expect(told.events.at(-1)).toBe('[DONE]');
    expect(JSON.parse(gateway.lines.at(-1) ?? '').malformedEvents).toBe(1);
  });

  test('F07 one byte at a time: the same text', async () => {
    const bytes = Buffer.from([...WHOLE, sse('[DONE]')].join('').replaceAll('\n', '\r\n'));
    const told = await ask(async (response) => {
      openStream(response);
      for (const byte of bytes) await new Promise((done) => response.write(Buffer.of(byte), done));
      response.end();
    });
    expect(told.events).toEqual([...WHOLE.map((event) => event.slice(6, -2)), '[DONE]']);
  });

  test('F13 gzip despite identity is decoded', async () => {
    const told = await ask((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync([...WHOLE, sse('[DONE]')].join('')));
    });
    expect(words(told)).toBe('你好');
    expect(told.headers.get('content-encoding')).toBeNull();
    expect(told.events.at(-1)).toBe('[DONE]');
  });

  test('F13 gzip cut short is a cut answer', async () => {
    const told = await ask((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(WHOLE.join('').repeat(50)).subarray(0, 120));
    });
    expect(errorCode(told)).toBe('upstream_truncated');
  });

  test('F14 HTTP/1.0, closed at the end: whole', async () => {
    const server = createTcpServer((socket) => {
      socket.once('data', () =>
        socket.end(`HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${WHOLE.join('')}${sse('[DONE]')}`),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const own = await startGateway({ upstream: remoteTo(`http://127.0.0.1:${port}/v1`) });
    const told = await chat('m', {}, own.origin);
    expect(words(told)).toBe('你好');
    expect(told.events.at(-1)).toBe('[DONE]');
    await own.close();
    server.close();
  });

  test('F16 an upstream that stays open after [DONE] does not hold the answer back', async () => {
    const told = await ask((response) => {
      openStream(response);
      response.write([...WHOLE, sse('[DONE]'), sse(delta({ content: 'late' }))].join(''));
    });
    expect(told.events.at(-1)).toBe('[DONE]');
    expect(words(told)).toBe('你好');
  });

  test('F22 a finish reason without [DONE] is a whole answer', async () => {
    expect((await ask(stream(...WHOLE))).events.at(-1)).toBe('[DONE]');
  });

  test.each<[string, string[]]>([
    ['F21 none', [sse(delta({ content: '你好' })), sse(delta({}, 'stop'))]],
    [
      'F23 nonsense',
      [
        sse(delta({ content: '你好' })),
        sse(delta({}, 'stop')),
        sse({ choices: [], usage: { prompt_tokens: -4, completion_tokens: 'many' } }),
      ],
    ],
  ])('usage is estimated and marked: %s', async (_, events) => {
    const told = await ask(stream(...events, sse('[DONE]')), { stream_options: { include_usage: true } });
    const last = JSON.parse(told.events.at(-2) ?? '');
    expect(last).toMatchObject({ choices: [], usage: { estimated: true, completion_tokens: 3 } });
    expect(told.text).not.toContain('many');
  });

  test('usage that the client did not ask for is neither made up nor passed on', async () => {
    const told = await ask(stream(sse(delta({ content: 'a' })), sse(delta({}, 'stop')), sse('[DONE]')), {
      stream_options: null,
    });
    expect(told.text).not.toContain('usage');
  });

  test('a silent stream gets a comment line', async () => {
    const own = await startGateway({ upstream: remoteTo(fake.url), limits: { heartbeatMs: 30, streamIdleMs: 5_000 } });
    const told = await ask(
      (response) => {
        openStream(response);
        setTimeout(() => response.end([...WHOLE, sse('[DONE]')].join('')), 150);
      },
      {},
      own.origin,
    );
    expect(told.text).toMatch(/^(: ping\n\n)+data: /);
    expect(words(told)).toBe('你好');
    await own.close();
  });

  test('F15 each event is passed on when it arrives, not when the next one does', async () => {
    const model = `scripted-${models++}`;
    const release = Promise.withResolvers<void>();
    fake.script(model, async (answer) => {
      openStream(answer);
      answer.write(WHOLE[0]);
      await release.promise;
      answer.end([...WHOLE.slice(1), sse('[DONE]')].join(''));
    });
    const reader = (await openChat(model, gateway.origin)).body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('你好');
    release.resolve();
    await reader?.cancel();
  });

  test('F18 a client that leaves closes the upstream’s socket within 200 ms', async () => {
    const model = `scripted-${models++}`;
    const closed = Promise.withResolvers<number>();
    fake.script(model, (answer) => {
      openStream(answer);
      answer.write(WHOLE[0]);
      answer.on('close', () => closed.resolve(performance.now()));
    });
    const leave = new AbortController();
    const response = await openChat(model, gateway.origin, leave.signal);
    await response.body?.getReader().read();
    const leftAt = performance.now();
    leave.abort();
    expect((await closed.promise) - leftAt).toBeLessThan(200);
  });

  describe('F17 a client that does not read', () => {
    /** Sends a request and reads nothing of its answer. @returns resolves once the server has cut the connection */
    async function askWithoutReading(origin: string, path: string, body: object): Promise<void> {
      const { port } = new URL(origin);
      const text = JSON.stringify(body);
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${text.length}`;
      const socket = connect(Number(port), '127.0.0.1').pause();
      socket.write(`${head}\r\n\r\n${text}`);
      await new Promise<void>((resolve) => {
        // Nothing is read, so the cut is only seen when something is sent: a reset, or a broken pipe.
        const knock = setInterval(() => socket.write('\r\n'), 50);
        socket.on('error', () => {
          clearInterval(knock);
          resolve();
        });
      });
    }

    const start = () =>
      startGateway({ upstream: remoteTo(fake.url), limits: { clientStallMs: 200, streamIdleMs: 5_000 } });

    test('holds the upstream back, and both are let go at the stall timer', async () => {
      const own = await start();
      const model = `scripted-${models++}`;
      const closed = Promise.withResolvers<number>();
      fake.script(model, (response) => {
        openStream(response);
        let written = 0;
        const event = sse(delta({ content: 'x'.repeat(10_000) }));
        const more = () => {
          while (response.write(event)) written += event.length;
          written += event.length;
        };
        response.on('drain', more);
        response.on('close', () => closed.resolve(written));
        more();
      });
      const cut = askWithoutReading(own.origin, '/v1/chat/completions', { model, messages: MESSAGES, stream: true });
      // Kernel buffers take some megabytes; what matters is that it ends, and far below what an unread stream would grow to.
      expect(await closed.promise).toBeLessThan(64 * 1024 * 1024);
      await cut;
      await own.close();
    });

    test('is let go when a whole answer is too large for the system’s buffers', async () => {
      const own = await start();
      const model = `scripted-${models++}`;
      fake.script(model, (response) =>
        sendJson(response, { choices: [{ index: 0, message: { content: 'x'.repeat(9_000_000) } }] }),
      );
      await askWithoutReading(own.origin, '/v1/chat/completions', { model, messages: MESSAGES });
      await own.close();
    });
  });

  test('F34 when the process ends, an open stream is told so', async () => {
    const own = await startGateway({ upstream: remoteTo(fake.url), limits: { streamIdleMs: 5_000 } });
    const model = `scripted-${models++}`;
    fake.script(model, (response) => {
      openStream(response);
      response.write(WHOLE[0]);
    });
    const reader = (await openChat(model, own.origin)).body?.getReader();
    await reader?.read();
    own.drain.abort(new ApiError('draining', 'The server is restarting.'));
    const last = await reader?.read();
    expect(new TextDecoder().decode(last?.value)).toContain('"code":"draining"');
    expect((await reader?.read())?.done).toBe(true);
    expect((await chat('m', {}, own.origin)).status).toBe(503);
    await own.close();
  });
});

test('cut anywhere, the client has whole events, the words before the cut, and one error at the end', async () => {
  const bytes = Buffer.from([...WHOLE, sse('[DONE]')].join(''));
  // Every byte in CI; here, a stride that is no multiple of anything in the stream.
  const stride = process.env.FULL === '1' ? 1 : 7;
  const finishedAt = bytes.indexOf('"finish_reason":"stop"');
  for (let cut = 0; cut < bytes.length; cut += stride) {
    const told = await ask((response) => {
      openStream(response);
      response.end(bytes.subarray(0, cut));
    });
    expect(told.status).toBe(200);
    expect(told.text === '' || told.text.endsWith('\n\n')).toBe(true);
    for (const data of told.events) if (data !== '[DONE]') JSON.parse(data);
    const whole = told.events.at(-1) === '[DONE]';
    if (cut < finishedAt) expect(whole, `cut at ${cut}`).toBe(false);
    if (!whole) expect(errorCode(told), `cut at ${cut}`).toBe('upstream_truncated');
  }
}, 120_000);

test('what the upstream was sent: the caller’s unknown fields, our key, none of the caller’s headers', async () => {
  await fetch(`${gateway.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer theirs',
      'x-base-url': 'http://127.0.0.1:9',
      cookie: 'a=b',
    },
    body: JSON.stringify({ model: 'fake-large', messages: [{ role: 'user', content: 'x' }], brand_new: { deep: [1] } }),
  });
  const seen = fake.seen.at(-1);
  expect(seen?.body.brand_new).toEqual({ deep: [1] });
  expect(seen?.headers.authorization).toBe(`Bearer ${SECRET}`);
  expect(seen?.headers.cookie).toBeUndefined();
  expect(seen?.headers['x-base-url']).toBeUndefined();
});

test('the log holds figures and no words', () => {
  const log = gateway.lines.join('\n');
  expect(log).toContain('"event":"call"');
  for (const secret of [SECRET, '你好', 'hello', 'boom']) expect(log).not.toContain(secret);
});
