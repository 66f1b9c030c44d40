import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { jsonAnswer, startRawUpstream } from '#e2e/support/raw-upstream.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createEgress, type EgressOptions } from '#lib/server/egress.ts';
import type { Upload, UpstreamAnswer, UpstreamCall } from './port.ts';
import { createRemote } from './remote.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function fakeUpstream(): Promise<FakeUpstream> {
  const fake = await startFakeUpstream();
  cleanups.push(fake.close);
  return fake;
}

function remote(baseUrl: string, options: Partial<EgressOptions> = {}) {
  const egress = createEgress({ connectMs: 500, ...options });
  cleanups.push(() => egress.close());
  return createRemote({ baseUrl: new URL(baseUrl), apiKey: 'sk-sentinel-0123456789', egress });
}

const BYTES = 5_000_000;
const SOUND = Buffer.alloc(BYTES, 'RIFF sound of some kind ');

interface TestUpload extends Upload {
  /** How many times it was begun, and left or read to the end. */
  readonly reads: { begun: number; ended: number };
}

function uploadOf(chunkAt: (start: number) => Promise<Uint8Array> | Uint8Array): TestUpload {
  const reads = { begun: 0, ended: 0 };
  return {
    reads,
    fields: [
      ['model', 'ruijing-whisper'],
      ['response_format', 'srt'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ],
    file: {
      name: '录音.wav',
      type: 'audio/wav',
      sizeBytes: BYTES,
      async *read() {
        reads.begun++;
        try {
          for (let start = 0; start < BYTES; start += 65_536) yield await chunkAt(start);
        } finally {
          reads.ended++;
        }
      },
    },
  };
}

const wholeUpload = () => uploadOf((start) => SOUND.subarray(start, start + 65_536));

const callOf = (upload: Upload, signal = new AbortController().signal): UpstreamCall => ({
  endpoint: 'audio.transcriptions',
  modelId: '',
  upload,
  streams: false,
  requestId: 'req_test',
  signal,
});

async function failureOf(sent: Promise<unknown>): Promise<ApiError> {
  const thrown: unknown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return thrown;
}

async function textOf({ body }: UpstreamAnswer): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('an upload arrives whole, under its exact length, with the key', async () => {
  const fake = await fakeUpstream();
  const upload = wholeUpload();
  const answer = await remote(fake.url).send(callOf(upload));
  expect(answer.headers['content-type']).toBe('application/x-subrip');
  expect(await textOf(answer)).toContain(`You sent ${BYTES} bytes`);
  const [seen] = fake.seen;
  expect(seen?.headers).toMatchObject({ accept: '*/*', authorization: 'Bearer sk-sentinel-0123456789' });
  expect(Number(seen?.headers['content-length'])).toBeGreaterThan(BYTES);
  expect(seen?.headers).not.toHaveProperty('transfer-encoding');
  expect(seen?.form?.fields).toEqual(upload.fields);
  const sha256 = createHash('sha256').update(SOUND).digest('hex');
  expect(seen?.form?.file).toEqual({ name: '录音.wav', type: 'audio/wav', sizeBytes: BYTES, sha256 });
  expect(upload.reads).toEqual({ begun: 1, ended: 1 });
});

test('F01 sent again after a refused connection, it begins at its start', async () => {
  const fake = await fakeUpstream();
  let lookups = 0;
  const lookup: LookupFunction = (_name, { all }, callback) => {
    lookups++;
    // Only 127.0.0.1 is listened on.
    const address = lookups === 1 ? '127.0.0.2' : '127.0.0.1';
    if (all === true) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
  const base = fake.url.replace('127.0.0.1', 'upstream.test');
  const answer = await remote(base, { lookup }).send(callOf(wholeUpload()));
  expect(await textOf(answer)).toContain(`You sent ${BYTES} bytes`);
  expect(lookups).toBe(2);
  expect(fake.seen).toHaveLength(1);
});

test('an upstream that refuses by the head alone is heard', async () => {
  const refusal = jsonAnswer({ error: { message: 'no' } }, '401 Unauthorized');
  const raw = await startRawUpstream((socket) => {
    socket.pause();
    socket.write(refusal.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
  });
  cleanups.push(raw.close);
  const upload = wholeUpload();
  expect((await failureOf(remote(raw.url).send(callOf(upload)))).code).toBe('upstream_auth');
  await expect.poll(() => upload.reads.ended).toBe(1);
});

test('an upstream that breaks off in the middle is not asked again: it may have worked on it', async () => {
  const raw = await startRawUpstream((socket) => void socket.resetAndDestroy());
  cleanups.push(raw.close);
  const upload = wholeUpload();
  expect((await failureOf(remote(raw.url).send(callOf(upload)))).code).toMatch(/^upstream_(reset|truncated)$/);
  await expect.poll(() => upload.reads).toEqual({ begun: 1, ended: 1 });
  expect(raw.accepted).toBe(1);
});

test('an upstream that does not read holds the file back, and an abort lets go of it', async () => {
  const raw = await startRawUpstream((socket) => void socket.pause());
  cleanups.push(raw.close);
  const total = 200_000_000;
  let given = 0;
  const leaving = new AbortController();
  const upload: Upload = {
    fields: [],
    file: {
      name: 'a.wav',
      type: 'audio/wav',
      sizeBytes: total,
      async *read() {
        try {
          for (; given < total; given += 65_536) yield await Promise.resolve(SOUND.subarray(0, 65_536));
        } finally {
          given = -1;
        }
      },
    },
  };
  const sending = failureOf(remote(raw.url).send(callOf(upload, leaving.signal)));
  let before = -1;
  // Until the buffers of both sides are full.
  await expect
    .poll(() => {
      const stands = given > 0 && given === before;
      before = given;
      return stands;
    })
    .toBe(true);
  expect(given).toBeLessThan(total / 4);
  leaving.abort(new ApiError('client_closed_request', 'The client left.'));
  expect((await sending).code).toBe('client_closed_request');
  await expect.poll(() => given).toBe(-1);
});

test('a file that cannot be read any more is a fault of ours, told as such', async () => {
  const fake = await fakeUpstream();
  const broken = uploadOf(() => Promise.reject(new ApiError('storage_unavailable', 'The disk is gone.')));
  expect((await failureOf(remote(fake.url).send(callOf(broken)))).code).toBe('storage_unavailable');
});

test('speech is asked for as JSON and taken as sound', async () => {
  const fake = await fakeUpstream();
  const body = { model: 'ruijing-tts', input: 'Hello', voice: 'alloy', response_format: 'wav' };
  const call = { ...callOf(wholeUpload()), endpoint: 'audio.speech', upload: undefined, body } as const;
  const answer = await remote(fake.url).send(call);
  expect(answer.headers['content-type']).toBe('audio/wav');
  expect(fake.seen[0]?.headers).toMatchObject({ accept: '*/*', 'content-type': 'application/json' });
});
