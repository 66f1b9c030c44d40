import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from './support/test.ts';

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A request whose every header is ours: `fetch` would set Host and Sec-Fetch itself. */
function raw(url: string, path: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    httpRequest(new URL(path, url), { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

const ROUTES = ['/', '/chat', '/docs', '/v1/models', '/api/connection', '/_next/static/nothing.js', '/icon.svg'];

test('T-WEB-03 a foreign Host is refused on every route', async ({ console }) => {
  for (const path of ROUTES) {
    expect((await raw(console.url, path, { host: 'evil.example' })).status, path).toBe(421);
  }
});

test('T-WEB-01 a call from another site is refused; following a link is not', async ({ console }) => {
  for (const path of ['/v1/models', '/api/connection', '/chat']) {
    expect((await raw(console.url, path, { 'sec-fetch-site': 'cross-site' })).status, path).toBe(403);
  }
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect((await raw(console.url, '/chat', link)).status).toBe(200);
});

test('T-WEB-07 the headers of every class of answer', async ({ console }) => {
  for (const path of ROUTES) {
    const { headers } = await raw(console.url, path);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['x-powered-by'], path).toBeUndefined();
    expect(headers['access-control-allow-origin'], path).toBeUndefined();
  }
  for (const path of ['/chat', '/docs', '/nothing']) {
    const { headers } = await raw(console.url, path);
    expect(headers['cache-control'], path).toContain('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toContain("object-src 'none'");
  }
  expect((await raw(console.url, '/v1/models')).headers['x-ruijing-sandbox']).toBe('1');
});

test('T-WEB-08 two loads have two nonces, and a caller’s own policy counts for nothing', async ({ console }) => {
  const nonce = ({ headers }: Raw) => /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
  const first = await raw(console.url, '/chat');
  const second = await raw(console.url, '/chat', {
    'x-nonce': 'mine',
    'content-security-policy': "script-src 'nonce-mine'",
  });
  expect(nonce(first)).toBeTruthy();
  expect(nonce(first)).not.toBe(nonce(second));
  expect(second.text).not.toContain('nonce="mine"');
  for (const [script] of second.text.matchAll(/<script\b[^>]*>/g)) expect(script).toContain(`nonce="${nonce(second)}"`);
});

test('T-SSRF-10 no proxying: absolute targets and upgrades end at once', async ({ console }) => {
  const { port } = new URL(console.url);
  const say = (head: string) =>
    new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`${head}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
      );
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
  expect(await say('GET http://127.0.0.1:9/ HTTP/1.1')).toMatch(/^HTTP\/1\.1 404/);
  const upgrade =
    'GET /v1/models HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade';
  expect(await say(upgrade)).not.toContain('101');
});

test('T-FW-05 there is no image optimiser', async ({ console }) => {
  expect(
    (await raw(console.url, '/_next/image?url=http%3A%2F%2F127.0.0.1%3A9%2Fx.png&w=64&q=75')).status,
  ).toBeGreaterThanOrEqual(400);
});

test('bad input to the console’s own API names the field', async ({ console }) => {
  for (const [path, method, body, param] of [
    ['/api/preferences', 'PUT', { theme: 'pink' }, 'theme'],
    ['/api/connection', 'POST', { model: 3 }, 'model'],
  ] as const) {
    const response = await fetch(console.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ code: 'invalid_parameter', param });
  }
});
