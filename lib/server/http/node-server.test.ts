import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer } from './node-server.ts';

const server = createHttpServer();
const streaming = Promise.withResolvers<void>();

beforeAll(async () => {
  server.on('request', (request, response) => {
    request.resume();
    response.write('one');
    streaming.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.closeAllConnections());

/** What a raw client is told, until the server ends the connection. */
async function talk(...pieces: readonly (string | Promise<unknown>)[]): Promise<string> {
  const address = server.address();
  const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const told = socket.setEncoding('utf8').toArray();
  for (const piece of pieces) {
    if (typeof piece === 'string') socket.write(piece);
    else await piece;
  }
  return (await told.catch(() => [])).join('');
}

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid_parameter'],
  ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', 400, 'invalid_parameter'],
  ['a head over the cap', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`, 413, 'payload_too_large'],
])('%s is answered in the API’s form', async (_, bytes, status, code) => {
  const [head = '', body = ''] = (await talk(bytes)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toMatch(/x-request-id: req_/);
  expect(JSON.parse(body).error.code).toBe(code);
});

test('a request that never ends is answered 408', async () => {
  // As Node tells it; its own timer looks every half minute.
  const timedOut = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.once('connection', (socket) => server.emit('clientError', timedOut, socket));
  expect(await talk('GET / HTTP/1.1\r\n')).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
});

test('garbage behind a request whose answer has begun cuts the answer, and writes nothing into it', async () => {
  const told = await talk('GET / HTTP/1.1\r\nHost: x\r\n\r\n', streaming.promise, 'garbage\r\n\r\n');
  expect(told).not.toContain('400');
});
