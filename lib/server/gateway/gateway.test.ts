import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { ERRORS, type ErrorCode } from '#lib/contract/errors.ts';

let fake: FakeUpstream;
let gateway: GatewayServer;

beforeAll(async () => {
  fake = await startFakeUpstream();
  gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-test') });
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

const GOOD = { model: 'fake-large', messages: [{ role: 'user', content: 'hi' }] };

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  fetch(`${gateway.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
  });

async function expectError(response: Response, code: ErrorCode, param?: string): Promise<void> {
  const body = await response.json();
  expect(body.error).toMatchObject({ code, type: ERRORS[code].type, ...(param === undefined ? {} : { param }) });
  expect(body.error.message.length).toBeGreaterThan(5);
  expect(response.status).toBe(ERRORS[code].status);
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  expect(response.headers.get('content-type')).toContain('application/json');
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const withField = (fields: Record<string, unknown>) => JSON.stringify({ ...GOOD, ...fields });

describe('T-ROB-01 bad input gets the documented error, and the process answers the next call', () => {
  test.each<[string, BodyInit | null, ErrorCode, string | undefined]>([
    ['no body', null, 'invalid_json', undefined],
    ['blanks', '  ', 'invalid_json', undefined],
    ['null', 'null', 'invalid_json', undefined],
    ['an array', '[]', 'invalid_json', undefined],
    ['a string', '"x"', 'invalid_json', undefined],
    ['not JSON', '{model:1}', 'invalid_json', undefined],
    ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'invalid_json', undefined],
    ['10,000 levels deep', `{"model":"m","messages":${deep(10_000)}}`, 'invalid_json', undefined],
    ['deep in an unknown field', withField({ x: JSON.parse(deep(70)) }), 'invalid_json', undefined],
    ['no model', JSON.stringify({ messages: GOOD.messages }), 'invalid_parameter', 'model'],
    ['no messages', '{"model":"m"}', 'invalid_parameter', 'messages'],
    ['no message', withField({ messages: [] }), 'invalid_parameter', 'messages'],
    [
      'an unknown role',
      withField({ messages: [{ role: 'boss', content: 'x' }] }),
      'invalid_parameter',
      'messages.0.role',
    ],
    [
      'content of a wrong type',
      withField({ messages: [{ role: 'user', content: 3 }] }),
      'invalid_parameter',
      'messages.0.content',
    ],
    [
      'a broken part',
      withField({ messages: [{ role: 'user', content: [{ type: 'text' }] }] }),
      'invalid_parameter',
      undefined,
    ],
    [
      'a tool message without its call',
      withField({ messages: [{ role: 'tool', content: 'x' }] }),
      'invalid_parameter',
      'messages.0.tool_call_id',
    ],
    ['temperature too high', withField({ temperature: 2.01 }), 'invalid_parameter', 'temperature'],
    ['temperature as text', withField({ temperature: '1' }), 'invalid_parameter', 'temperature'],
    [
      'T-Q-09 1e309',
      `{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":1e309}`,
      'invalid_parameter',
      'temperature',
    ],
    ['top_p below 0', withField({ top_p: -0.1 }), 'invalid_parameter', 'top_p'],
    ['a penalty beyond 2', withField({ frequency_penalty: 2.5 }), 'invalid_parameter', 'frequency_penalty'],
    ['max_tokens of 0', withField({ max_tokens: 0 }), 'invalid_parameter', 'max_tokens'],
    ['max_tokens of 1.5', withField({ max_tokens: 1.5 }), 'invalid_parameter', 'max_tokens'],
    ['n of 0', withField({ n: 0 }), 'invalid_parameter', 'n'],
    ['five stops', withField({ stop: ['a', 'b', 'c', 'd', 'e'] }), 'invalid_parameter', 'stop'],
    ['stream as text', withField({ stream: 'yes' }), 'invalid_parameter', 'stream'],
    [
      'a tool without a name',
      withField({ tools: [{ type: 'function', function: {} }] }),
      'invalid_parameter',
      'tools.0.function.name',
    ],
    [
      'text over the cap',
      withField({ messages: [{ role: 'user', content: 'x'.repeat((1 << 20) + 1) }] }),
      'payload_too_large',
      undefined,
    ],
  ])('%s', async (_, body, code, param) => {
    await expectError(await post(body), code, param);
    expect((await post(JSON.stringify(GOOD))).status).toBe(200);
  });

  test('a body over the cap is refused from its announced size, unread', async () => {
    const { port } = new URL(gateway.origin);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          'POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{',
        ),
      );
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain('payload_too_large');
  });

  test('F19 an upload that stalls: 408, and the upstream is never called', async () => {
    const before = fake.seen.length;
    const { port } = new URL(gateway.origin);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          'POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
        ),
      );
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
    expect(fake.seen).toHaveLength(before);
  });

  test.each(['text/plain', 'multipart/form-data', ''])('content type %s: 415', async (type) => {
    await expectError(await post(JSON.stringify(GOOD), { 'content-type': type }), 'unsupported_media');
  });

  test('T-UP-06 a compressed body: 415', async () => {
    await expectError(await post(JSON.stringify(GOOD), { 'content-encoding': 'gzip' }), 'unsupported_media');
  });

  test('T-AUTHZ-10 __proto__ in a body changes no object', async () => {
    const response = await post(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(GOOD).slice(1)}`,
    );
    expect(response.status).toBe(200);
    expect('polluted' in {}).toBe(false);
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/v1'],
    ['GET', '/v1/'],
    ['POST', '/v1/embeddingz'],
    ['GET', '/v1/chat'],
    ['DELETE', '/v1/../v1/nothing'],
  ])('%s %s: 404 in the API’s form', async (method, path) => {
    await expectError(await fetch(gateway.origin + path, { method }), 'route_not_found');
  });

  test('a wrong method: 405 with what is allowed', async () => {
    const response = await fetch(`${gateway.origin}/v1/chat/completions`);
    expect(response.headers.get('allow')).toBe('POST');
    await expectError(response, 'method_not_allowed');
  });

  test('no model’s name is as long as this one: 404, nobody is asked and nothing is written down', async () => {
    const idOf = (length: number) => `org/${'模'.repeat(length - 4)}`;
    const asked = fake.seen.length;
    await expectError(await fetch(`${gateway.origin}/v1/models/${idOf(257)}`), 'model_not_found', 'model');
    expect(fake.seen).toHaveLength(asked);
    await fetch(`${gateway.origin}/v1/models/${idOf(256)}`);
    expect(fake.seen).toHaveLength(asked + 1);
    await gateway.storage.ledger.flush();
    const models = (await gateway.storage.ledger.rows('', 100)).map(({ model }) => model);
    expect(models).toContain(idOf(256));
    expect(models).not.toContain(idOf(257));
  });

  test('models are listed, and one with a slash in its name can be asked for', async () => {
    const list = await (await fetch(`${gateway.origin}/v1/models`)).json();
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual(['fake-large', 'fake-small']);
    await fetch(`${gateway.origin}/v1/models/org/model%20x`);
    expect(fake.seen.at(-1)?.path).toBe('/v1/models/org/model%20x');
  });
});

describe('guards of local mode', () => {
  /** `fetch` sets Host and Sec-Fetch itself: these are said on the wire. */
  function raw(head: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1', () =>
        socket.write(`${head}\r\nConnection: close\r\n\r\n`),
      );
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
  }

  test.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    '127.0.0.1@evil.example',
    '2130706433.nip.io',
    '[::2]',
  ])('T-WEB-03 Host %s: 421', async (host) => {
    const answer = await raw(`GET /v1/models HTTP/1.1\r\nHost: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 (421|400)/);
  });

  test.each(['127.0.0.1', '127.0.0.1:9', 'localhost:3000', '[::1]:3000', 'LOCALHOST'])(
    'Host %s is ours',
    async (host) => {
      expect(await raw(`GET /v1/models HTTP/1.1\r\nHost: ${host}`)).toMatch(/^HTTP\/1\.1 200/);
    },
  );

  test.each([
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Site: same-site',
    'Origin: https://evil.example',
    'Origin: null',
    'Origin: http://127.0.0.1.evil.example',
    'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document',
  ])('T-WEB-01 a browser call from elsewhere (%s): 403', async (header) => {
    const answer = await raw(`GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}`);
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
    expect(answer).toContain('origin_not_allowed');
    expect(answer.toLowerCase()).not.toContain('access-control');
  });

  test('the page’s own call passes', async () => {
    const answer = await raw(
      'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nOrigin: http://127.0.0.1:3000\r\nSec-Fetch-Site: same-origin',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });

  test.each(['api_key', 'key', 'access_token'])('T-KEY-07 a key in the URL (%s): 400, and not logged', async (name) => {
    await expectError(await fetch(`${gateway.origin}/v1/models?${name}=sk-in-the-url`), 'key_in_url');
    expect(gateway.lines.join('\n')).not.toContain('sk-in-the-url');
  });

  test('a key of our form that was never issued: 401; any other is the local admin’s', async () => {
    const withKey = (authorization: string) => fetch(`${gateway.origin}/v1/models`, { headers: { authorization } });
    await expectError(await withKey('Bearer rj-abc-def'), 'invalid_api_key');
    expect((await withKey('Bearer sk-anything')).status).toBe(200);
    expect((await withKey('')).status).toBe(200);
  });

  test.each(['"\'; DROP', '\u00e9\u00ff', 'x'.repeat(15_000), 'Bearer', 'Bearer  ', 'Basic eDp5'])(
    'T-KEY-05 a strange Authorization is no fault of the server',
    async (value) => {
      const response = await fetch(`${gateway.origin}/v1/models`, { headers: { authorization: value } });
      expect(response.status).toBeLessThan(500);
    },
  );
});
