import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { precompress } from './precompress.ts';
import { createStaticHandler } from './static.ts';

const SCRIPT = `console.log(${JSON.stringify('words '.repeat(500))});\n`;
const IMMUTABLE = 'public, max-age=31536000, immutable';

let root = '';
let server: Server;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The raw path goes out as it is: `fetch` would tidy `..` away. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request({ host: '127.0.0.1', port: address.port, path, headers, method }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    });
  })
    .on('error', reject)
    .end();
  return await promise;
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ruijing-static-'));
  write('.next/static/chunks/a1b2.js', SCRIPT);
  write('.next/static/chunks/[slug] 页.js', SCRIPT);
  write('.next/static/media/icon.9f.svg', `<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(400)}</svg>`);
  write('.next/static/media/dot.7c.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  write('.next/server/secret.js', 'secret');
  write('.next/BUILD_ID', 'secret');
  write('public/robots.txt', 'User-agent: *\n');
  write('public/.hidden', 'secret');
  write('public/_next/static/forged.js', 'forged');
  write('package.json', 'secret');
  await precompress(join(root, '.next/static'), join(root, '.next/precompressed/_next/static'));
  const handle = createStaticHandler({ buildDir: join(root, '.next') });
  server = createServer(async (incoming, response) => {
    if (!(await handle(incoming, response))) response.writeHead(418).end('page');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  await once(server, 'close');
  rmSync(root, { recursive: true });
});

describe('a hashed file', () => {
  test.each([
    ['br', (body: Buffer) => brotliDecompressSync(body)],
    ['gzip', (body: Buffer) => gunzipSync(body)],
  ])('arrives as %s when the client takes it, and is the same file', async (coding, decode) => {
    const { status, headers, body } = await ask('/_next/static/chunks/a1b2.js', { 'accept-encoding': coding });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(coding);
    expect(headers['content-length']).toBe(String(body.length));
    expect(body.length).toBeLessThan(SCRIPT.length / 4);
    expect(decode(body).toString()).toBe(SCRIPT);
  });

  test('arrives plain when nothing else is taken', async () => {
    const { headers, body } = await ask('/_next/static/chunks/a1b2.js', { 'accept-encoding': 'br;q=0' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(SCRIPT);
  });

  test('may be kept for ever, told apart by coding, sniffed by nobody and embedded by no other site', async () => {
    const { headers } = await ask('/_next/static/chunks/a1b2.js', { 'accept-encoding': 'br' });
    expect(headers).toMatchObject({
      'cache-control': IMMUTABLE,
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
  });

  test('has a tag of its own for every coding, and 304 answers the one that is known', async () => {
    const path = '/_next/static/chunks/a1b2.js';
    const codings = ['br', 'gzip', 'identity'];
    const tags = await Promise.all(
      codings.map(async (coding) => String((await ask(path, { 'accept-encoding': coding })).headers.etag)),
    );
    expect(new Set(tags).size).toBe(3);
    const again = await ask(path, { 'accept-encoding': 'gzip', 'if-none-match': `"other", W/${tags[1]}` });
    expect(again).toMatchObject({ status: 304, headers: { etag: tags[1], 'cache-control': IMMUTABLE } });
    expect(again.body).toHaveLength(0);
    expect((await ask(path, { 'accept-encoding': 'br', 'if-none-match': tags[1] ?? '' })).status).toBe(200);
  });

  test('HEAD says what GET would, without the body', async () => {
    const taken = { 'accept-encoding': 'br' };
    const get = await ask('/_next/static/chunks/a1b2.js', taken);
    const head = await ask('/_next/static/chunks/a1b2.js', taken, 'HEAD');
    expect(head.body).toHaveLength(0);
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
  });

  test('is found under its encoded name and with a query', async () => {
    const answer = await ask('/_next/static/chunks/%5Bslug%5D%20%E9%A1%B5.js?dpl=1', { 'accept-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    expect(gunzipSync(answer.body).toString()).toBe(SCRIPT);
  });

  test('that would not shrink is sent as it is', async () => {
    const { headers, body } = await ask('/_next/static/media/dot.7c.png', { 'accept-encoding': 'br, gzip' });
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '4' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toHaveLength(4);
  });

  test('cannot be posted to', async () => {
    expect(await ask('/_next/static/chunks/a1b2.js', {}, 'POST')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
  });
});

test('a public file is revalidated each time', async () => {
  const { status, headers } = await ask('/robots.txt');
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate');
});

test('an unknown hashed file is a plain 404 that nobody keeps', async () => {
  const { status, headers } = await ask('/_next/static/chunks/gone.js');
  expect(status).toBe(404);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});

test.each(['/', '/chat', '/v1/models', '/.hidden', '/_next/image?url=x', '/%E0%A4%A'])(
  '%s is left to others',
  async (path) => {
    expect((await ask(path)).status).toBe(418);
  },
);

test.each([
  '/_next/static/../BUILD_ID',
  '/_next/static/..%2fBUILD_ID',
  '/_next/static/%2e%2e/server/secret.js',
  '/_next/static/chunks/..%5c..%5cBUILD_ID',
  '/_next/static/..%252fBUILD_ID',
  '/_next/static/%00',
  '/_next/static/forged.js',
  '/_next/static/%E0%A4%A',
  '/_next/static/',
  '/../package.json',
  '/..%2fpackage.json',
  '//package.json',
  '/robots.txt/../../package.json',
])('%s gives nothing away', async (path) => {
  const { status, body } = await ask(path);
  expect([404, 418]).toContain(status);
  expect(body.toString()).not.toContain('secret');
});

test('a client that leaves in the middle costs nothing: the next one is served', async () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const leaving = request({ host: '127.0.0.1', port: address.port, path: '/_next/static/chunks/a1b2.js' });
  leaving.end();
  const [response] = await once(leaving, 'response');
  response.destroy();
  expect((await ask('/_next/static/chunks/a1b2.js')).status).toBe(200);
});
