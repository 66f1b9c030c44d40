import { expect, test } from 'vitest';
import { strainOf } from '#e2e/support/strain.ts';
import { readJsonBody } from './body.ts';

const MIB = 1024 * 1024;
const CAPS = { bodyCapBytes: 2 * MIB, textCapBytes: 2 * MIB };
const header = (name: string) => (name === 'content-type' ? 'application/json' : undefined);

const read = (body: AsyncIterable<Uint8Array>, uploadIdleMs = 30_000) =>
  readJsonBody({ header, body }, CAPS, uploadIdleMs);

test('a body of single bytes costs what its bytes do, wherever it comes from', async () => {
  const bytes = Buffer.from(`{"a":"${'睿'.repeat(100_000)}"}`);
  const { value, grownBytes } = await strainOf(() => read(singly(bytes)));
  expect(value.bytes).toBe(bytes.byteLength);
  expect(value.json).toEqual({ a: '睿'.repeat(100_000) });
  expect(grownBytes).toBeLessThan(100 * MIB);
}, 30_000);

test('pieces of any size arrive in their order', async () => {
  const bytes = Buffer.from(JSON.stringify(Array.from({ length: 60_000 }, (_, at) => at)));
  async function* pieces() {
    const sizes = [1, 3, 20_000, 7, 100_000, 1, 1, 70_000];
    for (let start = 0, at = 0; start < bytes.byteLength; at++) {
      const size = sizes[at % sizes.length] ?? 1;
      yield await Promise.resolve(bytes.subarray(start, start + size));
      start += size;
    }
  }
  async function* all() {
    yield Buffer.from('{"a":');
    yield* pieces();
    yield Buffer.from('}');
  }
  const { json } = await read(all());
  expect(Buffer.from(JSON.stringify(json.a)).equals(bytes)).toBe(true);
});

test('F19 one that comes byte by byte, and too slowly, is a 408 at the end of the window', async () => {
  async function* trickle() {
    for (;;) {
      yield Buffer.from(' ');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  await expect(read(trickle(), 50)).rejects.toMatchObject({ code: 'request_timeout' });
});

/** Each byte in a piece of its own, and now and then a moment for others. */
async function* singly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start++) {
    if (start % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(start, start + 1);
  }
}
