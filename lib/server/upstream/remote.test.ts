import type { LookupFunction } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { jsonAnswer, startRawUpstream } from '#e2e/support/raw-upstream.ts';
import { CERTIFICATE, CERTIFICATE_KEY } from '#e2e/support/test-certificate.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createEgress, type EgressOptions } from '#lib/server/egress.ts';
import type { UpstreamCall } from './port.ts';
import { createRedact } from './redact.ts';
import { createRemote, headersFor } from './remote.ts';

const KEY = 'sk-sentinel-0123456789';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const CALL: UpstreamCall = {
  endpoint: 'models.list',
  modelId: '',
  streams: false,
  requestId: 'req_test',
  signal: new AbortController().signal,
};

function remote(baseUrl: string, options: Partial<EgressOptions> = {}) {
  const egress = createEgress({ connectMs: 500, ...options });
  cleanups.push(() => egress.close());
  return createRemote({ baseUrl: new URL(baseUrl), apiKey: KEY, egress });
}

async function failureOf(sent: Promise<unknown>): Promise<ApiError> {
  const thrown: unknown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return thrown;
}

describe('T-SSRF-03 the key goes to the configured origin and nowhere else', () => {
  const BASE = 'https://api.ruijing.ai/v1';
  const call = { endpoint: 'models.list', streams: false, body: undefined } as const;
  const keyFor = (target: string) =>
    headersFor(new URL(target), { baseUrl: new URL(BASE), apiKey: KEY, call }).authorization;

  test.each([
    'https://api.ruijing.ai.evil.example/v1/models',
    'https://evil-api.ruijing.ai/v1/models',
    'https://api.ruijing.ai@evil.example/v1/models',
    'https://api.ruijing.ai%2eevil.example/v1/models',
    'https://evil.example/?https://api.ruijing.ai/v1',
    'https://evil.example/#https://api.ruijing.ai',
    'https://evil.example\\@api.ruijing.ai/v1',
    'https://api.ruijing.ai./v1/models',
    'https://api.ruijing.ai:8443/v1/models',
    'http://api.ruijing.ai/v1/models',
    'https://ruijing.ai/v1/models',
    'https://аpi.ruijing.ai/v1/models',
  ])('not to %s', (target) => {
    expect(keyFor(target)).toBeUndefined();
  });

  test.each(['https://api.ruijing.ai/v1/models', 'https://API.ruijing.ai:443/elsewhere', 'https://u@api.ruijing.ai/'])(
    'to %s',
    (target) => {
      expect(keyFor(target)).toBe(`Bearer ${KEY}`);
    },
  );

  test('nor to any other origin', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (target) => {
        expect(keyFor(target) === undefined).toBe(new URL(target).origin !== new URL(BASE).origin);
      }),
    );
  });

  test('a server without a key is sent none', () => {
    const baseUrl = new URL('http://127.0.0.1:11434/v1');
    expect(headersFor(baseUrl, { baseUrl, apiKey: undefined, call })).not.toHaveProperty('authorization');
  });
});

test.each([
  ['http://HOST/v1', 'GET /v1/models HTTP/1.1'],
  ['http://HOST/v1/', 'GET /v1/models HTTP/1.1'],
  ['http://HOST', 'GET /models HTTP/1.1'],
  ['http://HOST/a%20b/v1//', 'GET /a%20b/v1/models HTTP/1.1'],
])('the base address %s is joined to %s', async (base, line) => {
  const upstream = await startRawUpstream((socket) => void socket.end(jsonAnswer({ data: [] })));
  cleanups.push(upstream.close);
  await remote(base.replace('HOST', `127.0.0.1:${upstream.port}`)).send(CALL);
  expect(upstream.requests).toEqual([line]);
});

describe('F01 no connection', () => {
  test('a name that does not resolve: upstream_unreachable, asked for at most twice, and the reason says so', async () => {
    let lookups = 0;
    const lookup: LookupFunction = (name, _, callback) => {
      lookups++;
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '', 4);
    };
    const error = await failureOf(remote('https://upstream.test/v1', { lookup }).send(CALL));
    expect(error.code).toBe('upstream_unreachable');
    expect(error.message).toContain('does not resolve');
    expect(lookups).toBeLessThanOrEqual(2);
  });

  test('a connection that is refused once is tried once more', async () => {
    const upstream = await startRawUpstream((socket) => void socket.end(jsonAnswer({ data: [] })));
    cleanups.push(upstream.close);
    let lookups = 0;
    const lookup: LookupFunction = (_name, { all }, callback) => {
      lookups++;
      // Only 127.0.0.1 is listened on.
      const address = lookups === 1 ? '127.0.0.2' : '127.0.0.1';
      if (all === true) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    };
    const answer = await remote(`http://upstream.test:${upstream.port}/v1`, { lookup }).send(CALL);
    expect(answer.status).toBe(200);
    expect(lookups).toBe(2);
    expect(upstream.requests).toHaveLength(1);
  });

  test('refused for good: two tries, no more', async () => {
    let lookups = 0;
    const lookup: LookupFunction = (_name, { all }, callback) => {
      lookups++;
      if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    };
    const error = await failureOf(remote('http://upstream.test:1/v1', { lookup }).send(CALL));
    expect(error.code).toBe('upstream_unreachable');
    expect(error.message).toContain('nothing listens');
    expect(lookups).toBe(2);
  });
});

describe('F38 TLS', () => {
  async function tlsUpstream(): Promise<{ port: number; plain: () => string }> {
    let plain = '';
    const server = createTlsServer({ key: CERTIFICATE_KEY, cert: CERTIFICATE }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        plain += data.toString();
        socket.end(jsonAnswer({ data: [] }));
      });
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
        }),
    );
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    return { port: address.port, plain: () => plain };
  }

  const toLoopback: LookupFunction = (_name, { all }, callback) => {
    if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };

  test('a certificate that nobody vouches for is refused, and nothing is said to its server', async () => {
    const { port, plain } = await tlsUpstream();
    const error = await failureOf(remote(`https://localhost:${port}/v1`, { lookup: toLoopback }).send(CALL));
    expect(error.code).toBe('upstream_unreachable');
    expect(error.message).toContain('certificate');
    expect(plain()).toBe('');
  });

  test('one for another name is refused, although its authority is trusted', async () => {
    const { port, plain } = await tlsUpstream();
    const options = { lookup: toLoopback, ca: CERTIFICATE };
    const error = await failureOf(remote(`https://other.test:${port}/v1`, options).send(CALL));
    expect(error.code).toBe('upstream_unreachable');
    expect(error.message).toContain('another name');
    expect(plain()).toBe('');
  });

  test('a trusted one is spoken to, with the key', async () => {
    const { port, plain } = await tlsUpstream();
    const options = { lookup: toLoopback, ca: CERTIFICATE };
    const answer = await remote(`https://upstream.test:${port}/v1`, options).send(CALL);
    expect(answer.status).toBe(200);
    expect(plain()).toContain(`Bearer ${KEY}`);
  });

  test('a server that speaks no TLS is told apart', async () => {
    const upstream = await startRawUpstream((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    cleanups.push(upstream.close);
    const error = await failureOf(remote(`https://127.0.0.1:${upstream.port}/v1`).send(CALL));
    expect(error.code).toBe('upstream_unreachable');
    expect(error.message).toContain('TLS');
  });
});

test('no message of a failure holds the key', async () => {
  for (const base of ['http://127.0.0.1:1/v1', 'https://127.0.0.1:1/v1']) {
    const error = await failureOf(remote(base).send(CALL));
    expect(error.message).not.toContain(KEY);
  }
});

describe('redaction', () => {
  test('the known secret goes wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
        fc.pre(!'[redacted]'.includes(secret));
        expect(createRedact(secret)(before + secret + after)).not.toContain(secret);
      }),
    );
  });

  test.each([
    ['Incorrect API key provided: sk-abcd1234efgh.', 'Incorrect API key provided: [redacted].'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [redacted]'],
    ['The model `gpt-4o-mini` does not exist', 'The model `gpt-4o-mini` does not exist'],
    ['temperature must be at most 2', 'temperature must be at most 2'],
  ])('%s', (said, shown) => {
    expect(createRedact(undefined)(said)).toBe(shown);
  });
});
