import { afterEach, describe, expect, test } from 'vitest';
import { sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { PassingAnswer } from './passing-answer.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** More than is kept: it passes as it comes. */
const VECTORS = Array.from({ length: 100 }, (_, index) => ({
  object: 'embedding',
  index,
  embedding: Array.from({ length: 1536 }, () => 0.123456789),
}));
const USAGE = { prompt_tokens: 4321, total_tokens: 4321 };

describe('the usage of an embeddings answer too large to be kept', () => {
  test.each<[string, object]>([
    ['at its end', { object: 'list', data: VECTORS, usage: USAGE }],
    ['with objects in it', { data: VECTORS, usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 7 } } }],
    ['with braces in its words', { data: VECTORS, usage: { note: '}"\\{', ...USAGE } }],
    ['before the vectors', { object: 'list', model: 'm', usage: USAGE, data: VECTORS }],
    ['before the vectors, with a null at the end', { usage: USAGE, data: VECTORS, more: { usage: null } }],
  ])('is the upstream’s: %s', async (_, body) => {
    const fake = await startFakeUpstream();
    fake.script('m', (answer) => sendJson(answer, body), '/v1/embeddings');
    const gateway = await startGateway({ upstream: remoteTo(fake.url) });
    cleanups.push(fake.close, gateway.close);
    const response = await fetch(`${gateway.origin}/v1/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', input: 'one two' }),
    });
    expect(await response.json()).toEqual(body);
    await gateway.storage.ledger.flush();
    expect(await gateway.storage.ledger.rows('', 10)).toMatchObject([{ promptTokens: 4321, source: 'upstream' }]);
  });
});

async function passed(text: string, cut: number): Promise<PassingAnswer> {
  const bytes = Buffer.from(text);
  const answer = new PassingAnswer();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += cut) yield await Promise.resolve(bytes.subarray(at, at + cut));
  }
  const parts: Uint8Array[] = [];
  for await (const part of answer.pass(chunks(), bytes.length)) parts.push(part);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  return answer;
}

test.each([1, 7, 4096, 100_000])('wherever the bytes are cut: every %i', async (cut) => {
  const filler = '向量'.repeat(3000);
  for (const text of [`{"usage":{"a":{}},"data":"${filler}"}`, `{"data":"${filler}","usage" : {"a":{}}}`]) {
    const answer = await passed(text, cut);
    expect(answer.bytes).toBe(Buffer.byteLength(text));
    expect(answer.usage()).toEqual({ a: {} });
  }
});

test.each([
  ['none', '{"data":[]}'],
  ['one that never ends', '{"data":[],"usage":{"a":1'],
  ['one in the middle of it', `{"data":"${'x'.repeat(9000)}","usage":{"a":1},"more":"${'x'.repeat(9000)}"}`],
  ['no object', '{"usage":7}'],
])('there is nothing to read: %s', async (_, text) => {
  expect((await passed(text, 1000)).usage()).toBeUndefined();
});

test('more than its cap is an error', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) yield await Promise.resolve(Buffer.alloc(10));
  }
  const read = async () => {
    for await (const _ of new PassingAnswer().pass(chunks(), 35));
  };
  await expect(read()).rejects.toThrow('larger');
});
