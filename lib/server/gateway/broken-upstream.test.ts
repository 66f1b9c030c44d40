import { request as requestNode } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { delta, sse, USAGE } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import {
  chunk,
  jsonAnswer,
  LAST_CHUNK,
  type RawUpstream,
  startRawUpstream,
  streamHead,
} from '#e2e/support/raw-upstream.ts';
import { createSseDecoder } from '#lib/std/sse.ts';

const KEY = 'plain-words-key';

/** What is tested here must not depend on a timer, nor fail on a busy machine. */
const PATIENT = { firstByteMs: 30_000, streamIdleMs: 30_000, uploadIdleMs: 30_000 };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Rig {
  readonly gateway: GatewayServer;
  readonly upstream: RawUpstream;
  ask(rest?: Record<string, unknown>, signal?: AbortSignal): Promise<Response>;
}

async function rig(
  answer: (socket: Socket, head: string) => void,
  limits: Parameters<typeof startGateway>[0]['limits'] = {},
): Promise<Rig> {
  const upstream = await startRawUpstream(answer);
  const gateway = await startGateway({ upstream: remoteTo(upstream.url, KEY), limits: { ...PATIENT, ...limits } });
  cleanups.push(upstream.close, gateway.close);
  return {
    gateway,
    upstream,
    ask: (rest = {}, signal) =>
      fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true, ...rest }),
        ...(signal && { signal }),
      }),
  };
}

const WORD = sse(delta({ content: '你好' }));
const STOP = sse(delta({}, 'stop'));
const DONE = sse('[DONE]');

function dataOf(text: string): string[] {
  return createSseDecoder({ maxEventBytes: 1 << 24 })
    .push(new TextEncoder().encode(text))
    .map(({ data }) => data);
}

function errorOf(text: string): unknown {
  const last = dataOf(text).at(-1) ?? '{}';
  return last === '[DONE]' ? undefined : JSON.parse(last).error?.code;
}

/** Writes again and again, until there is nothing to write or nobody who reads. */
function repeat(socket: Socket, next: () => Uint8Array | undefined, everyMs = 20): void {
  const timer = setInterval(() => {
    const bytes = next();
    if (bytes === undefined) clearInterval(timer);
    else socket.write(bytes);
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}

describe('a connection that breaks', () => {
  test('F05 a FIN inside a chunked body is a cut answer', async () => {
    const { ask } = await rig((socket) => void socket.end(Buffer.concat([Buffer.from(streamHead()), chunk(WORD)])));
    const text = await (await ask()).text();
    expect(dataOf(text)[0]).toBe(WORD.slice(6, -2));
    expect(errorOf(text)).toBe('upstream_truncated');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['FIN', (socket) => void socket.end()],
    ['RST', (socket) => void setTimeout(() => socket.resetAndDestroy(), 50)],
  ])('F14, F22 a %s after the finish reason takes nothing away: [DONE] is added', async (_, breakOff) => {
    const { ask } = await rig((socket) => {
      socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP)]));
      breakOff(socket);
    });
    const data = dataOf(await (await ask()).text());
    expect(data).toEqual([WORD.slice(6, -2), STOP.slice(6, -2), '[DONE]']);
  });

  test('with n answers, all must have finished', async () => {
    const two = { ...delta({ content: 'a' }), choices: [0, 1].map((index) => ({ index, delta: { content: 'a' } })) };
    const { ask } = await rig((socket) => void socket.end(streamHead() + chunk(sse(two) + STOP) + LAST_CHUNK));
    expect(errorOf(await (await ask({ n: 2 })).text())).toBe('upstream_truncated');
  });

  test.each<[string, string, string]>([
    ['one of them, where the other never began, is a cut answer', WORD + STOP, 'upstream_truncated'],
    ['an explicit [DONE] ends them all, for a server that knows no n', WORD + STOP + DONE, '[DONE]'],
  ])('of n answers %s', async (_, events, ending) => {
    const { ask } = await rig((socket) => void socket.end(streamHead() + chunk(events) + LAST_CHUNK));
    const text = await (await ask({ n: 2 })).text();
    expect(errorOf(text) ?? dataOf(text).at(-1)).toBe(ending);
  });

  test('cut at any byte of the wire, the client gets whole events and a true ending', async () => {
    const body = Buffer.concat([chunk(WORD), chunk(WORD + STOP), chunk(DONE), Buffer.from(LAST_CHUNK)]);
    // Every byte in CI; here, a stride that is no multiple of anything in the stream.
    const stride = process.env.FULL === '1' ? 1 : 11;
    let cut = 0;
    const { ask } = await rig((socket) => {
      socket.end(Buffer.concat([Buffer.from(streamHead()), body.subarray(0, cut)]));
    });
    const finishedAt = body.indexOf('"stop"');
    for (; cut < body.length; cut += stride) {
      const text = await (await ask()).text();
      expect(text === '' || text.endsWith('\n\n')).toBe(true);
      const data = dataOf(text);
      for (const event of data) if (event !== '[DONE]') JSON.parse(event);
      if (cut < finishedAt) expect(errorOf(text), `cut at ${cut}`).toBe('upstream_truncated');
      else if (data.at(-1) !== '[DONE]') expect(errorOf(text), `cut at ${cut}`).toBe('upstream_truncated');
    }
  }, 120_000);

  test('a JSON answer shorter than announced: 502 upstream_truncated', async () => {
    const { ask } = await rig((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"id":');
    });
    const response = await ask({ stream: false });
    expect(response.status).toBe(502);
    expect((await response.json()).error.code).toBe('upstream_truncated');
  });

  test('what is no HTTP: 502 upstream_invalid', async () => {
    const { ask } = await rig((socket) => void socket.end('220 mail.example ESMTP\r\n'));
    const response = await ask();
    expect(response.status).toBe(502);
    expect((await response.json()).error.code).toBe('upstream_invalid');
  });

  test('F13 a reset inside a compressed stream is a reset, and the process lives', async () => {
    const packed = gzipSync(WORD.repeat(50));
    const { ask } = await rig((socket) => {
      socket.write(
        Buffer.concat([Buffer.from(streamHead('content-encoding: gzip')), chunk(packed.subarray(0, 30))]),
        () => setTimeout(() => socket.resetAndDestroy(), 50),
      );
    });
    expect(errorOf(await (await ask()).text())).toBe('upstream_reset');
    expect(errorOf(await (await ask()).text())).toBe('upstream_reset');
  });

  test('F13 a compressed bomb stops at the cap of an event', async () => {
    const bomb = gzipSync(`data: ${'x'.repeat(64 << 20)}`);
    const { ask, upstream } = await rig((socket) => {
      socket.write(Buffer.concat([Buffer.from(streamHead('content-encoding: gzip')), chunk(bomb)]));
    });
    expect(errorOf(await (await ask()).text())).toBe('event_too_large');
    await upstream.idle();
  });

  test('F39 a pooled socket that the upstream closed is replaced, and the call is sent once', async () => {
    const { ask, upstream } = await rig((socket) => {
      socket.write(jsonAnswer({ id: 'c', model: 'm', choices: [], usage: USAGE }), () =>
        setImmediate(() => socket.end()),
      );
    });
    for (let round = 1; round <= 5; round++) {
      const response = await ask({ stream: false });
      expect(response.status).toBe(200);
      await response.json();
      await upstream.idle();
      expect(upstream.requests).toHaveLength(round);
    }
  });
});

describe('no socket of the upstream is left behind', () => {
  test.each<[string, (socket: Socket) => void]>([
    [
      'an answer of another kind',
      (socket) =>
        void socket.write(
          Buffer.concat([
            Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n'),
            chunk('<p>'),
          ]),
        ),
    ],
    [
      'a redirect that goes on talking',
      (socket) =>
        void socket.write(
          Buffer.concat([
            Buffer.from('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ntransfer-encoding: chunked\r\n\r\n'),
            chunk('<p>'),
          ]),
        ),
    ],
    [
      'an error that never ends',
      (socket) => {
        socket.write('HTTP/1.1 500 Oops\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n');
        const timer = setInterval(() => socket.write(chunk('<p>')), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'a compression nobody asked for',
      (socket) => void socket.write(Buffer.concat([Buffer.from(streamHead('content-encoding: rot13')), chunk(WORD)])),
    ],
  ])('%s: 502, before any timer', async (_, answer) => {
    const { ask, upstream } = await rig(answer);
    const response = await ask();
    expect(response.status).toBe(502);
    expect((await response.json()).error.code).toMatch(/^upstream_(?:invalid|error)$/);
    await upstream.idle();
  });

  test('F16 one that stays open after [DONE] is let go', async () => {
    const { ask, upstream } = await rig(
      (socket) => void socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP + DONE)])),
    );
    expect(dataOf(await (await ask()).text()).at(-1)).toBe('[DONE]');
    await upstream.idle();
  });

  test('one whose last chunk follows [DONE] a little later is used again', async () => {
    let ended = Promise.withResolvers<void>();
    const { ask, upstream } = await rig((socket) => {
      socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP + DONE)]));
      setTimeout(() => socket.write(LAST_CHUNK, () => setTimeout(ended.resolve, 20)), 30);
    });
    for (let round = 0; round < 3; round++) {
      ended = Promise.withResolvers();
      await (await ask()).text();
      await ended.promise;
    }
    expect(upstream.accepted).toBe(1);
  });

  /** Half of it is how long an end is waited for that is no more than a word. */
  const SHORT = { streamIdleMs: 400 };
  const USED = sse({ ...delta({}), choices: [], usage: USAGE });

  test.each<[string, (socket: Socket) => void]>([
    ['is silent', () => undefined],
    ['pings', (socket) => repeat(socket, () => chunk(': ping\n\n'))],
  ])('F22 one that stays open without [DONE], and %s: the answer ends well, with its usage', async (_, goOn) => {
    const { ask, upstream, gateway } = await rig((socket) => {
      socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP + USED)]));
      goOn(socket);
    }, SHORT);
    const data = dataOf(await (await ask({ stream_options: { include_usage: true } })).text());
    expect(data).toEqual([...[WORD, STOP, USED].map((event) => event.slice(6, -2)), '[DONE]']);
    await upstream.idle();
    const row = JSON.parse(gateway.lines.findLast((line) => line.includes('"event":"call"')) ?? '');
    expect(row).toMatchObject({ status: 200, promptTokens: 11, completionTokens: 7, usageSource: 'upstream' });
    expect(row.code).toBeUndefined();
  });

  test('F22 usage that comes a little after the last word is waited for', async () => {
    const { ask } = await rig((socket) => {
      socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP)]));
      setTimeout(() => socket.write(chunk(USED)), 50);
    }, SHORT);
    const data = dataOf(await (await ask({ stream_options: { include_usage: true } })).text());
    expect(data.slice(-2)).toEqual([USED.slice(6, -2), '[DONE]']);
  });

  test('words that go on after a finish reason, or beside an empty one, are all passed on', async () => {
    const unfinished = sse(delta({ content: 'a' }, ''));
    for (const word of [unfinished, sse(delta({ content: 'a' }, 'stop'))]) {
      let sent = 0;
      const { ask } = await rig((socket) => {
        socket.write(streamHead());
        repeat(socket, () => (++sent > 8 ? undefined : chunk(word)), 70);
      }, SHORT);
      const text = await (await ask()).text();
      expect(dataOf(text)).toHaveLength(9);
      // Who never said that it is done was not done.
      expect(errorOf(text)).toBe(word === unfinished ? 'upstream_timeout' : undefined);
    }
  });

  test('F18 a client that leaves before the headers: the upstream hears of it within 200 ms', async () => {
    let asked = Promise.withResolvers<void>();
    const { ask, upstream } = await rig(() => asked.resolve());
    const tookMs: number[] = [];
    // The best of three: a busy machine may hold one of them up.
    for (let round = 0; round < 3; round++) {
      asked = Promise.withResolvers();
      const leave = new AbortController();
      const answer = ask({}, leave.signal);
      await asked.promise;
      const leftAt = performance.now();
      leave.abort();
      await expect(answer).rejects.toThrow();
      await upstream.idle();
      tookMs.push(performance.now() - leftAt);
    }
    expect(Math.min(...tookMs)).toBeLessThan(200);
  });
});

describe('what the upstream says', () => {
  test('T-KEY-02 our key is taken out of an error and of a stream, whatever it looks like', async () => {
    const { ask } = await rig((socket, head) => {
      const said = { error: { message: `no: ${/^authorization: (.*)$/im.exec(head)?.[1]}, or ${KEY}`, code: KEY } };
      if (/accept: application\/json/i.test(head)) socket.end(jsonAnswer(said, '400 Bad Request'));
      else socket.end(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + sse(said)), Buffer.from(LAST_CHUNK)]));
    });
    for (const stream of [true, false]) {
      const text = await (await ask({ stream })).text();
      expect(text).toContain('no: ');
      expect(text).not.toContain(KEY);
    }
  });

  test.each<[string, unknown, string]>([
    ['an object', { error: { message: 'boom' } }, 'upstream_error'],
    ['a word', { error: 'boom' }, 'upstream_error'],
    ['no quota', { error: { message: 'pay', code: 'insufficient_quota' } }, 'upstream_quota'],
    ['too many requests', { error: { message: 'boom', code: 429 } }, 'rate_limit_exceeded'],
    ['too long', { error: { message: 'boom', code: 'context_length_exceeded' } }, 'context_length_exceeded'],
  ])('F24 an error after a 200, %s: an event in a stream, a status otherwise', async (_, said, code) => {
    const { ask } = await rig((socket, head) => {
      if (/accept: application\/json/i.test(head)) socket.end(jsonAnswer(said));
      else
        socket.end(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + sse(said) + DONE), Buffer.from(LAST_CHUNK)]));
    });
    const text = await (await ask()).text();
    expect(errorOf(text)).toBe(code);
    const whole = await ask({ stream: false });
    expect(whole.status).toBeGreaterThanOrEqual(400);
    // F10: no status and no header told how long to wait.
    expect(whole.headers.get('retry-after')).toBe(code === 'rate_limit_exceeded' ? '60' : null);
    expect((await whole.json()).error.code).toBe(code);
  });

  test.each<[string, string, number, string, string | null]>([
    ['a date', '429 Too Many', 429, 'rate_limit_exceeded', '30'],
    ['a date', '503 Busy', 503, 'overloaded', '30'],
    ['none', '503 Busy', 503, 'overloaded', null],
    ['none', '404 Not Found', 400, 'upstream_rejected', null],
  ])('F09 Retry-After as %s on %s', async (kind, line, status, code, expected) => {
    const { ask } = await rig((socket) => {
      const wait = kind === 'a date' ? `retry-after: ${new Date(Date.now() + 30_500).toUTCString()}\r\n` : '';
      socket.end(`HTTP/1.1 ${line}\r\ncontent-type: text/plain\r\n${wait}content-length: 4\r\n\r\nwait`);
    });
    const response = await ask();
    expect(response.status).toBe(status);
    // The header holds whole seconds, so up to one is lost on the way.
    expect(response.headers.get('retry-after')?.replace(/^(?:29|31)$/, '30') ?? null).toBe(expected);
    const { error } = await response.json();
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('wait');
    if (code === 'upstream_rejected') expect(error.message).toContain('RUIJING_BASE_URL');
  });

  test('F12 JSON that is no completion, where a stream was asked: a status, not an event', async () => {
    const { ask } = await rig((socket) => void socket.end(jsonAnswer({ hello: 'world' })));
    const response = await ask();
    expect(response.status).toBe(502);
    expect((await response.json()).error.code).toBe('upstream_invalid');
  });

  test.each([
    ['negative', { prompt_tokens: -1, completion_tokens: 1, total_tokens: 0 }],
    ['text', { prompt_tokens: '11', completion_tokens: '7', total_tokens: '18' }],
    ['huge', { prompt_tokens: 1, completion_tokens: 1e15, total_tokens: 1e15 }],
    ['a number', 7],
  ])('F23 usage that is %s is replaced by an estimate, marked', async (_, usage) => {
    const message = { role: 'assistant', content: '你好' };
    const { ask } = await rig((socket, head) => {
      if (/accept: application\/json/i.test(head)) {
        socket.end(jsonAnswer({ id: 'c', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
        return;
      }
      const last = sse({ ...delta({}), choices: [], usage });
      socket.end(Buffer.concat([Buffer.from(streamHead()), chunk(WORD + STOP + last + DONE), Buffer.from(LAST_CHUNK)]));
    });
    const expected = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10, estimated: true };
    expect((await (await ask({ stream: false })).json()).usage).toMatchObject(expected);
    const data = dataOf(await (await ask({ stream_options: { include_usage: true } })).text());
    const told = data.slice(0, -1).map((event) => JSON.parse(event).usage);
    expect(told.filter((figures) => figures !== undefined)).toEqual([expect.objectContaining(expected)]);
  });

  test('F20 usage that comes more than once passes once each, in order, and the last good one counts', async () => {
    const growing = [1, 2, 3].map((count) =>
      sse({
        ...delta({ content: 'a' }),
        usage: { prompt_tokens: 1, completion_tokens: count, total_tokens: 1 + count },
      }),
    );
    const { ask, gateway } = await rig((socket) => {
      socket.end(
        Buffer.concat([Buffer.from(streamHead()), chunk(growing.join('') + STOP + DONE), Buffer.from(LAST_CHUNK)]),
      );
    });
    const data = dataOf(await (await ask({ stream_options: { include_usage: true } })).text());
    expect(data).toEqual([...growing, STOP, DONE].map((event) => event.slice(6, -2)));
    expect(JSON.parse(gateway.lines.at(-1) ?? '')).toMatchObject({ completionTokens: 3, usageSource: 'upstream' });
  });

  test.each(['..%2f..%2fadmin', '%2e%2e', 'a/..%2f..%2f..%2fadmin', 'a%2f%2e', 'a//b'])(
    'a model named %s never leaves the models’ folder',
    async (name) => {
      const { gateway, upstream } = await rig((socket) => void socket.end(jsonAnswer({ id: 'x' })));
      const status = await new Promise<number | undefined>((resolve, reject) => {
        // `fetch` would resolve the dots itself.
        const call = requestNode(gateway.origin, { path: `/v1/models/${name}` }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        });
        call.on('error', reject).end();
      });
      expect(status).toBe(404);
      expect(upstream.requests).toEqual([]);
    },
  );
});

test('F19 an upload that drips is cut off although it never pauses: 408, and the upstream is never called', async () => {
  const { gateway, upstream } = await rig(() => undefined, { uploadIdleMs: 200 });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': 10_000 };
    const call = requestNode(`${gateway.origin}/v1/chat/completions`, { method: 'POST', headers }, (response) => {
      clearInterval(drip);
      resolve(response.statusCode);
      response.resume();
      call.destroy();
    });
    call.on('error', reject);
    const drip = setInterval(() => call.write(' '), 20);
  });
  expect(status).toBe(408);
  expect(upstream.requests).toEqual([]);
});

test('an upload that takes longer than the window, at a fair pace, arrives whole', async () => {
  const { gateway } = await rig((socket) => void socket.end(jsonAnswer({ id: 'c', model: 'm', choices: [] })), {
    uploadIdleMs: 100,
  });
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(5_000) }] });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const call = requestNode(`${gateway.origin}/v1/chat/completions`, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    call.on('error', reject);
    let sent = 0;
    const timer = setInterval(() => {
      call.write(body.slice(sent, sent + 500));
      sent += 500;
      if (sent < body.length) return;
      clearInterval(timer);
      call.end();
    }, 25);
  });
  expect(status).toBe(200);
});

test('T-FW-03 many at once: each gets its own answer', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const asked = /"content":"(\d+)"/.exec(data.toString())?.[1] ?? '';
      const message = { role: 'assistant', content: asked };
      setTimeout(
        () =>
          socket.write(jsonAnswer({ id: 'c', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] })),
        Number(asked) % 7,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object.assign({ port: 0, address: '', family: '' }, server.address());
  const gateway = await startGateway({ upstream: remoteTo(`http://127.0.0.1:${port}/v1`, KEY), limits: PATIENT });
  cleanups.push(gateway.close);
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, nth) => {
      const response = await fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: String(nth) }] }),
      });
      return (await response.json()).choices[0].message.content;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 100 }, (_, nth) => String(nth)));
  server.close();
});

test('F36 streams that clients leave cost no memory and no socket', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const heap = () => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed;
  };
  const { ask, upstream, gateway } = await rig((socket) => {
    socket.write(Buffer.concat([Buffer.from(streamHead()), chunk(WORD)]));
  });
  const leaveAfterFirstWord = async () => {
    const leave = new AbortController();
    const response = await ask({}, leave.signal);
    await response.body?.getReader().read();
    leave.abort();
  };
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) await Promise.all(Array.from({ length: 20 }, leaveAfterFirstWord));
    await upstream.idle();
    await delay(50);
  };
  // What the test itself keeps of each call: its line of the log, and the first line of its request.
  const kept = () => [...gateway.lines, ...upstream.requests].reduce((bytes, line) => bytes + line.length, 0);
  const total = process.env.FULL === '1' ? 500 : 100;
  await rounds(20);
  const before = heap() - kept();
  await rounds(total - 20);
  expect(upstream.accepted).toBe(total * 20);
  expect(gateway.lines).toHaveLength(total * 20);
  // Pools and caches settle at some 1.5 MiB. A single KiB left behind by each of CI's 9,600 calls would be 9.4.
  expect(heap() - kept() - before).toBeLessThan(4 * 1024 * 1024);
}, 120_000);
