import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { delta, openStream, sse, startFakeUpstream } from './support/fake-upstream.ts';
import { expect, test } from './support/test.ts';

const ask = (url: string, model: string) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], stream: true }),
  });

/** What a caller hears on a bare connection until it is closed. */
function say(url: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      heard += data;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', () => resolve(heard));
  });
}

test('F34 told to end, it lets an answer finish, tells the others why, takes no new call, and goes', async ({
  startConsole,
}) => {
  const upstream = await startFakeUpstream();
  upstream.script('endless', (response) => {
    openStream(response);
    const timer = setInterval(() => response.write(sse(delta({ content: 'x' }))), 20);
    response.on('close', () => clearInterval(timer));
  });
  const finish = Promise.withResolvers<void>();
  upstream.script('short', async (response) => {
    openStream(response);
    response.write(sse(delta({ content: 'y' })));
    await finish.promise;
    response.end(sse(delta({}, 'stop')) + sse('[DONE]'));
  });
  const console = await startConsole({
    RUIJING_BASE_URL: upstream.url,
    RUIJING_TIMEOUTS: JSON.stringify({ drainMs: 1_000 }),
  });
  const endless = await ask(console.url, 'endless');
  const short = await ask(console.url, 'short');
  const texts = Promise.all([endless.text(), short.text()]);
  const stopped = console.stop();
  await expect.poll(() => ask(console.url, 'short').catch(() => 'refused')).toBe('refused');
  finish.resolve();
  const [endlessText, shortText] = await texts;
  expect(shortText.trimEnd().endsWith('data: [DONE]')).toBe(true);
  expect(endlessText).not.toContain('[DONE]');
  expect(endlessText.trimEnd().split('\n').at(-1)).toContain('"code":"draining"');
  await stopped;
  await upstream.close();
});

/** What others than this machine could reach. */
const REACHABLE = {
  HOST: '0.0.0.0',
  RUIJING_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789',
  RUIJING_ORIGIN: 'https://console.example',
};

test('T-WEB-04 T-KEY-10 what it cannot start with it says in one line, which names the variable', async ({
  console,
  startConsole,
}) => {
  const { port } = new URL(console.url);
  for (const [env, line] of [
    [{ PORT: port }, `Port ${port} on 127.0.0.1 is taken.`],
    [{ HOST: '0.0.0.0' }, 'RUIJING_SECRET must be set where HOST is 0.0.0.0'],
    [{ ...REACHABLE, RUIJING_ORIGIN: '' }, 'RUIJING_ORIGIN must be set where HOST is 0.0.0.0'],
    [REACHABLE, 'HOST is 0.0.0.0, where others reach the console, but nobody has an account yet'],
    [
      { RUIJING_ORIGIN: 'https://console.example' },
      'RUIJING_ORIGIN is console.example, where others reach the console',
    ],
    [{ ...REACHABLE, RUIJING_ADMIN_EMAIL: 'a@example.com', RUIJING_ADMIN_PASSWORD: 'admin' }, 'RUIJING_ADMIN_PASSWORD'],
    [{ RUIJING_TIMEOUTS: '{"firstByteMs":"soon"}' }, 'RUIJING_TIMEOUTS must be'],
  ] as const) {
    const failure = await startConsole(env).then(
      () => 'started',
      (error: unknown) => String(error),
    );
    expect(failure).toContain(line);
    expect(failure).not.toContain('    at ');
  }
});

test('T-FW-02 pages are only read: no action, no upload, no other method reaches the framework', async ({
  console,
}) => {
  for (const [method, headers] of [
    ['POST', { 'next-action': 'abc', 'content-type': 'text/plain' }],
    ['POST', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['PUT', {}],
    ['PROPFIND', {}],
  ] as const) {
    const response = await new Promise<{ status?: number | undefined; allow?: string | undefined }>(
      (resolve, reject) => {
        const call = httpRequest(`${console.url}/chat`, { method, headers }, ({ statusCode, headers: { allow } }) =>
          resolve({ status: statusCode, allow }),
        );
        call.on('error', reject).end('x'.repeat(100));
      },
    );
    expect(response).toEqual({ status: 405, allow: 'GET, HEAD' });
  }
});

test('addresses that are none: a documented error, never a 500', async ({ console }) => {
  const head = '\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n';
  for (const target of ['//', '//evil.example/', '*', 'http://evil.example/', '/%', '/%00', '/\\evil.example']) {
    const answer = await say(console.url, `GET ${target} HTTP/1.1${head}`);
    expect(answer, target).toMatch(/^HTTP\/1\.1 [34]/);
    // Where it leads on, it leads to a path of its own.
    expect(answer, target).not.toMatch(/^location: (?!\/[^/\\])/im);
  }
});

test('T-KEY-05 a head too long, or no HTTP at all: told in the API’s form', async ({ console }) => {
  const long = `GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${'x'.repeat(1 << 20)}\r\n\r\n`;
  for (const [text, status, code] of [
    [long, 413, 'payload_too_large'],
    ['hello\r\n\r\n', 400, 'invalid_parameter'],
    // T-FW-06: what two parsers may read in two ways.
    [
      'POST /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'invalid_parameter',
    ],
    [
      'POST /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n',
      400,
      'invalid_parameter',
    ],
  ] as const) {
    const answer = await say(console.url, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).toMatch(/^x-request-id: req_[0-9a-f]{32}\r$/m);
  }
  expect((await fetch(`${console.url}/v1/nothing`)).status).toBe(404);
});

test('T-FW-04 nothing that a page answers may be kept by a cache, redirects neither', async ({ console }) => {
  for (const [path, headers] of [
    ['/', {}],
    ['/chat', {}],
    ['/chat/', {}],
    ['/chat', { rsc: '1' }],
    ['/nothing', {}],
  ] as const) {
    const response = await fetch(console.url + path, { headers, redirect: 'manual' });
    expect(response.headers.get('cache-control'), path).toMatch(/private.*no-store/);
    await response.body?.cancel();
  }
});

test('T-SSRF-11 a hostile forwarding header changes nothing', async ({ console }) => {
  const hostile = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  for (const path of ['/', '/chat', '/docs', '/api/connection', '/v1/models']) {
    const response = await fetch(console.url + path, { headers: hostile, redirect: 'manual' });
    expect(JSON.stringify([...response.headers]), path).not.toContain('evil.example');
    expect(await response.text(), path).not.toContain('evil.example');
  }
});
