import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { chunk, type RawUpstream, startRawUpstream } from '#e2e/support/raw-upstream.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { SettingNames } from '#lib/server/config-upstreams.ts';
import { createEgress } from '#lib/server/egress.ts';
import { createRemote } from './remote.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Said {
  readonly status: string;
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
  /** Its end never comes. */
  readonly open?: boolean;
  readonly settings?: SettingNames;
}

/** What becomes of an upstream's error. */
async function errorOf(said: Said): Promise<{ error: ApiError; upstream: RawUpstream }> {
  const { status, headers = [], body = '', open = false, settings } = said;
  const bytes = Buffer.from(body);
  const length = open ? 'transfer-encoding: chunked' : `content-length: ${bytes.length}`;
  const head = [`HTTP/1.1 ${status}`, 'content-type: application/json', length, ...headers, '', ''].join('\r\n');
  const upstream = await startRawUpstream(
    (socket) => void socket.write(Buffer.concat([Buffer.from(head), open ? chunk(bytes) : bytes])),
  );
  const egress = createEgress({ connectMs: 500 });
  cleanups.push(upstream.close, () => egress.close());
  const remote = createRemote({
    ...{ baseUrl: new URL(upstream.url), apiKey: 'sk-sentinel-0123456789', egress },
    ...(settings && { settings }),
  });
  const { signal } = new AbortController();
  const thrown: unknown = await remote
    .send({ endpoint: 'models.list', modelId: '', streams: false, requestId: 'req_test', signal })
    .catch((error: unknown) => error);
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return { error: thrown, upstream };
}

describe('F13 an error that is compressed although nobody asked for it', () => {
  const GZIP = ['content-encoding: gzip'];

  test('is read like any other: no quota left is told apart from too many requests', async () => {
    const body = gzipSync(JSON.stringify({ error: { message: 'pay', code: 'insufficient_quota' } }));
    const { error } = await errorOf({ status: '429 Too Many Requests', headers: GZIP, body });
    expect(error.code).toBe('upstream_quota');
    expect(error.retryAfterMs).toBeUndefined();
  });

  test('that is cut short: the status says enough', async () => {
    const body = gzipSync('{"error":{"message":"pay","code":"insufficient_quota"}}').subarray(0, 30);
    const { error } = await errorOf({ status: '429 Too Many Requests', headers: GZIP, body });
    expect(error.code).toBe('rate_limit_exceeded');
  });

  test.each([
    ['a bomb', 'gzip', gzipSync(`{"error":{"message":"${'x'.repeat(64 << 20)}"}}`)],
    ['no gzip at all', 'gzip', '{"error":{"message":"boom"}}'],
    ['a way that nobody knows', 'rot13', '{"error":{"message":"boom"}}'],
  ])('%s: the status says enough, and the socket is let go at once', async (_, encoding, body) => {
    const headers = [`content-encoding: ${encoding}`];
    const { error, upstream } = await errorOf({ status: '500 Oops', headers, body, open: true });
    expect(error.code).toBe('upstream_error');
    expect(error.message).not.toContain('It said');
    await upstream.idle();
  });
});

test('408 is the upstream’s time, not the caller’s fault', async () => {
  const body = JSON.stringify({ error: { message: 'Request timeout' } });
  const { error } = await errorOf({ status: '408 Request Timeout', body });
  expect(error.code).toBe('upstream_timeout');
});

describe('an error that a setting causes names it', () => {
  const settings = { address: 'baseUrl of "eyes" in RUIJING_UPSTREAMS', key: 'EYES_KEY' };

  test.each([
    ['401 Unauthorized', 'EYES_KEY'],
    ['403 Forbidden', 'EYES_KEY'],
    ['404 Not Found', 'Does baseUrl of "eyes" in RUIJING_UPSTREAMS end with'],
  ])('of a server of RUIJING_UPSTREAMS: %s', async (status, words) => {
    const { error } = await errorOf({ status, settings });
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/RUIJING_API_KEY|RUIJING_BASE_URL/);
  });

  test.each([
    ['401 Unauthorized', 'Check RUIJING_API_KEY.'],
    ['404 Not Found', 'Does RUIJING_BASE_URL end with'],
  ])('of the general one: %s', async (status, words) => {
    expect((await errorOf({ status })).error.message).toContain(words);
  });
});
