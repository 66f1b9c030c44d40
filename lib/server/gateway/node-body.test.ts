import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { strainOf } from '#e2e/support/strain.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createHttpServer } from '#lib/server/http/node-server.ts';
import { readJsonBody } from './body.ts';
import { readNodeBody } from './node-body.ts';
import { readUpload } from './upload.ts';

const MIB = 1024 * 1024;
const CAPS = { bodyCapBytes: 32 * MIB, textCapBytes: 32 * MIB };
const IDLE_MS = 20_000;

const spoolDir = mkdtempSync(join(tmpdir(), 'node-body-'));
const server = createHttpServer();
const sockets: Socket[] = [];

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(spoolDir, { recursive: true });
});

/** Sends on a socket of its own. @returns it with the request that the server made of it */
async function send(...parts: (string | Buffer)[]): Promise<{ socket: Socket; request: IncomingMessage }> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const arrived = once(server, 'request');
  const socket = connect(address.port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  for (const part of parts) socket.write(part);
  const [request] = await arrived;
  return { socket, request };
}

const head = (type: string, framing: string) =>
  `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n${framing}\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';
const chunk = (bytes: string) => `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
const LAST_CHUNK = '0\r\n\r\n';
/** @param bytes how many, each a chunk of its own */
const singly = (bytes: number) => Buffer.from(chunk(' ').repeat(bytes));

const headerOf = (request: IncomingMessage) => (name: string) => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const readJson = (request: IncomingMessage) =>
  readJsonBody({ header: headerOf(request), body: readNodeBody(request) }, CAPS, IDLE_MS);

test('chunks of one byte that came together are read together', async () => {
  const { request } = await send(head('application/json', CHUNKED), singly(256 * 1024), LAST_CHUNK);
  let reads = 0;
  let bytes = 0;
  for await (const { byteLength } of readNodeBody(request)) {
    reads++;
    bytes += byteLength;
  }
  expect(bytes).toBe(256 * 1024);
  expect(reads).toBeLessThan(bytes / 20);
}, 30_000);

test('a JSON body in chunks of one byte costs what its bytes do', async () => {
  const { request } = await send(head('application/json', CHUNKED), singly(256 * 1024), chunk('{"a":1}'), LAST_CHUNK);
  const { value, grownBytes } = await strainOf(() => readJson(request));
  expect(value).toEqual({ json: { a: 1 }, bytes: 256 * 1024 + 7 });
  expect(grownBytes).toBeLessThan(100 * MIB);
}, 30_000);

test('an upload in chunks of one byte too', async () => {
  const start = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.mp3"\r\n\r\nID3';
  const { request } = await send(
    head('multipart/form-data; boundary=x', CHUNKED),
    chunk(start),
    singly(256 * 1024),
    chunk('\r\n--x--\r\n'),
    LAST_CHUNK,
  );
  const caps = { fileCapBytes: 25 * MIB, fieldsCapBytes: MIB };
  const { signal } = new AbortController();
  const options = { ...caps, spoolDir, uploadIdleMs: IDLE_MS, signal };
  const { value, grownBytes } = await strainOf(() =>
    readUpload({ header: headerOf(request), body: readNodeBody(request) }, options),
  );
  expect(value.file.sizeBytes).toBe(256 * 1024 + 3);
  value.dispose();
  expect(grownBytes).toBeLessThan(100 * MIB);
}, 30_000);

test.each([
  ['in one piece', 'Content-Length: 7', '{"a":1}'],
  ['in chunks', CHUNKED, `${chunk('{"a"')}${chunk(':1}')}${LAST_CHUNK}`],
])('a body that is whole before anybody reads it: %s', async (_, framing, bytes) => {
  const { request } = await send(head('application/json', framing), bytes);
  await expect.poll(() => request.complete).toBe(true);
  expect(await readJson(request)).toEqual({ json: { a: 1 }, bytes: 7 });
});

test.each([
  ['announced', 'Content-Length: 7', '{"a":1}'],
  ['in chunks', CHUNKED, `${chunk('{"a"')}${chunk(':1}')}${LAST_CHUNK}`],
  ['empty', CHUNKED, LAST_CHUNK],
])('a body that has come is taken whole, and the next request on its connection too: %s', async (_, framing, bytes) => {
  const taken: unknown[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    // As soon as a call's key has been looked up; that chunks have ended is known a little later.
    await (framing === CHUNKED ? new Promise(setImmediate) : Promise.resolve());
    taken.push(readNodeBody(request).whole?.());
    response.end();
  };
  server.on('request', answer);
  try {
    const { socket } = await send(head('application/json', framing), bytes);
    await expect.poll(() => taken.length).toBe(1);
    socket.write(head('application/json', framing) + bytes);
    await expect.poll(() => taken.length).toBe(2);
    const whole = new Uint8Array(Buffer.from(bytes === LAST_CHUNK ? '' : '{"a":1}'));
    expect(taken.map((body) => body instanceof Uint8Array && new Uint8Array(body))).toEqual([whole, whole]);
  } finally {
    server.off('request', answer);
  }
});

test.each([
  ['announced', 'Content-Length: 100', '{"a":'],
  ['in chunks', CHUNKED, chunk('{"a":')],
])('half a body is not taken for the whole: %s', async (_, framing, bytes) => {
  const { request } = await send(head('application/json', framing), bytes);
  await expect.poll(() => request.readableLength).toBe(5);
  expect(readNodeBody(request).whole?.()).toBeUndefined();
});

test.each([
  ['announced', 'Content-Length: 100', '{"a":'],
  ['chunked', CHUNKED, chunk('{"a":')],
])('whoever leaves before their body is read has left, and is not waited for: %s', async (_, framing, bytes) => {
  const { socket, request } = await send(head('application/json', framing), bytes);
  // Not by `once`, which would listen for errors too: without a listener the request keeps none.
  const closed = new Promise((resolve) => request.on('close', resolve));
  socket.destroy();
  await closed;
  const thrown: unknown = await readJson(request).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ApiError);
  expect(thrown).toMatchObject({ code: 'client_closed_request' });
});

test('so has one who leaves while it is read', async () => {
  const { socket, request } = await send(head('application/json', CHUNKED), chunk('{"a":'));
  const reading = readJson(request);
  socket.destroy();
  await expect(reading).rejects.toMatchObject({ code: 'client_closed_request' });
});
