import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { strainOf } from '#e2e/support/strain.ts';
import { transcriptionFieldsSchema } from '#lib/contract/audio.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { SpooledUpload } from './form.ts';
import { readNodeBody } from './node-body.ts';
import { readUpload, sweepSpool, type UploadOptions } from './upload.ts';

const BOUNDARY = 'xYzZY';
const CAP = 300_000;

let spoolDir = '';
beforeEach(async () => {
  spoolDir = join(await mkdtemp(join(tmpdir(), 'upload-')), 'spool');
});
afterEach(async () => {
  await rm(join(spoolDir, '..'), { recursive: true });
});

interface Part {
  readonly name?: string;
  readonly fileName?: string;
  readonly type?: string;
  readonly bytes: string | Uint8Array;
}

const part = ({ name, fileName, type, bytes }: Part): Buffer => {
  const disposition = ['form-data'];
  if (name !== undefined) disposition.push(`name="${name}"`);
  if (fileName !== undefined) disposition.push(`filename="${fileName}"`);
  const head = [`--${BOUNDARY}`, `Content-Disposition: ${disposition.join('; ')}`];
  if (type !== undefined) head.push(`Content-Type: ${type}`);
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n')]);
};
const END = Buffer.from(`--${BOUNDARY}--\r\n`);
const form = (...parts: Part[]) => Buffer.concat([...parts.map(part), END]);

/** A WAV of this many bytes, as far as its head tells. */
const sound = (bytes: number): Buffer => {
  const wav = Buffer.alloc(bytes, 'sound');
  wav.write('RIFF\x24\0\0\0WAVEfmt ', 'latin1');
  return wav;
};
const FILE: Part = { name: 'file', fileName: 'a.wav', type: 'audio/wav', bytes: sound(100) };
const MODEL: Part = { name: 'model', bytes: 'ruijing-whisper' };

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

interface Sent {
  readonly headers?: Record<string, string | undefined>;
  readonly options?: Partial<UploadOptions>;
}

function read(body: AsyncIterable<Uint8Array> | undefined, { headers, options }: Sent = {}): Promise<SpooledUpload> {
  const all: Record<string, string | undefined> = {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    ...headers,
  };
  return readUpload(
    { header: (name) => all[name], body },
    {
      fileCapBytes: CAP,
      fieldsCapBytes: 100_000,
      uploadIdleMs: 30_000,
      spoolDir,
      signal: new AbortController().signal,
      ...options,
    },
  );
}

const readForm = (...parts: Part[]) => read(inPieces(form(...parts), 1000));

async function failureOf(reading: Promise<SpooledUpload>): Promise<ApiError> {
  const thrown: unknown = await reading.then(
    (upload) => upload.dispose(),
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return thrown;
}

async function bytesOf(upload: SpooledUpload): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const bytes of upload.file.read()) parts.push(bytes);
  return Buffer.concat(parts);
}

const spooled = () => readdir(spoolDir).catch(() => []);

describe('a form that is whole', () => {
  test('arrives with its fields in order, as values, and its file', async () => {
    const granularity = { name: 'timestamp_granularities[]' };
    const upload = await readForm(
      MODEL,
      { ...granularity, bytes: 'word' },
      { ...FILE, bytes: sound(70_000) },
      { ...granularity, bytes: 'segment' },
      { name: 'prompt', bytes: '睿景' },
      { name: 'x_unknown', bytes: '' },
    );
    expect(upload.fields).toEqual([
      ['model', 'ruijing-whisper'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
      ['prompt', '睿景'],
      ['x_unknown', ''],
    ]);
    expect(upload.values).toEqual({
      model: 'ruijing-whisper',
      'timestamp_granularities[]': ['word', 'segment'],
      prompt: '睿景',
      x_unknown: '',
    });
    expect(transcriptionFieldsSchema.safeParse(upload.values).success).toBe(true);
    expect(upload.file).toMatchObject({ name: 'a.wav', type: 'audio/wav', sizeBytes: 70_000 });
    expect(await bytesOf(upload)).toEqual(sound(70_000));
    upload.dispose();
  });

  test('of any size, cut anywhere, is read twice alike', async () => {
    const sizes = fc.oneof(fc.integer({ min: 12, max: 400 }), fc.integer({ min: 65_000, max: 140_000 }));
    const pieces = fc.oneof(fc.integer({ min: 900, max: 70_000 }), fc.constant(1_000_000));
    await fc.assert(
      fc.asyncProperty(sizes, pieces, async (bytes, size) => {
        const upload = await read(inPieces(form(MODEL, { ...FILE, bytes: sound(bytes) }), size));
        const [first, second] = await Promise.all([bytesOf(upload), bytesOf(upload)]);
        expect(first.equals(sound(bytes))).toBe(true);
        expect(second.equals(first)).toBe(true);
        expect(upload.file.sizeBytes).toBe(bytes);
        upload.dispose();
      }),
      { numRuns: 20 },
    );
  });

  test('cut into single bytes', async () => {
    const upload = await read(inPieces(form(MODEL, FILE), 1));
    expect(await bytesOf(upload)).toEqual(sound(100));
    upload.dispose();
  });

  test('cut into single bytes, however many, costs what its bytes do', async () => {
    async function* singly() {
      for await (const bytes of inPieces(form(MODEL, { ...FILE, bytes: sound(200_000) }), 1_000)) {
        await new Promise((resolve) => setImmediate(resolve));
        yield* inPieces(bytes, 1);
      }
    }
    const { value: upload, grownBytes } = await strainOf(() => read(singly()));
    expect((await bytesOf(upload)).equals(sound(200_000))).toBe(true);
    upload.dispose();
    expect(grownBytes).toBeLessThan(100 * 1024 * 1024);
  }, 30_000);

  test('N05 10 MiB and one byte arrive whole', async () => {
    const bytes = 10 * 1024 * 1024 + 1;
    const whole = form(MODEL, { ...FILE, bytes: sound(bytes) });
    const upload = await read(inPieces(whole, 65_536), { options: { fileCapBytes: 25_000_000 } });
    expect((await bytesOf(upload)).equals(sound(bytes))).toBe(true);
    upload.dispose();
  });

  test('that a platform’s own client sent is read', async () => {
    const sent = new FormData();
    sent.append('file', new Blob([new Uint8Array(sound(3000))], { type: 'audio/webm' }), '录音.wav');
    sent.append('model', 'm');
    const request = new Request('http://localhost', { method: 'POST', body: sent });
    const contentType = request.headers.get('content-type') ?? '';
    const upload = await read(request.body ?? undefined, { headers: { 'content-type': contentType } });
    expect(upload.file).toMatchObject({ name: '录音.wav', type: 'audio/wav', sizeBytes: 3000 });
    upload.dispose();
  });

  test('what stands before the first part and after the last is nothing', async () => {
    const body = Buffer.concat([Buffer.from('preamble\r\n'), form(MODEL, FILE), Buffer.from('epilogue')]);
    const upload = await read(inPieces(body, 7));
    expect(upload.file.sizeBytes).toBe(100);
    upload.dispose();
  });

  test('a field that is called like a property of every object is a field', async () => {
    const upload = await readForm(MODEL, FILE, { name: '__proto__', bytes: 'x' }, { name: 'constructor', bytes: 'y' });
    expect(Object.keys(upload.values)).toEqual(['model', '__proto__', 'constructor']);
    expect(transcriptionFieldsSchema.safeParse(upload.values).success).toBe(true);
    upload.dispose();
  });
});

describe('T-UP-01 sizes', () => {
  test('the cap itself passes; one byte more does not, with or without a length', async () => {
    const exact = await readForm(MODEL, { ...FILE, bytes: sound(CAP) });
    expect(exact.file.sizeBytes).toBe(CAP);
    exact.dispose();
    const over = form(MODEL, { ...FILE, bytes: sound(CAP + 1) });
    expect((await failureOf(read(inPieces(over, 1000)))).code).toBe('payload_too_large');
    const headers = { 'content-length': String(over.byteLength) };
    expect((await failureOf(read(inPieces(over, 1000), { headers }))).code).toBe('payload_too_large');
  });

  test('beyond the cap nothing more is read', async () => {
    let given = 0;
    let returned = false;
    const body = {
      async *[Symbol.asyncIterator]() {
        try {
          yield part({ ...FILE, bytes: sound(CAP) }).subarray(0, -2);
          for (;;) {
            given++;
            yield await Promise.resolve(Buffer.alloc(1000));
          }
        } finally {
          returned = true;
        }
      },
    };
    expect((await failureOf(read(body))).code).toBe('payload_too_large');
    expect(given).toBeLessThanOrEqual(2);
    expect(returned).toBe(true);
  });

  test('an announced length over the cap is refused before a byte is read', async () => {
    let asked = false;
    const body = {
      [Symbol.asyncIterator]: () => {
        asked = true;
        return inPieces(form(MODEL, FILE), 1000);
      },
    };
    const error = await failureOf(read(body, { headers: { 'content-length': '2000000' } }));
    expect(error.code).toBe('payload_too_large');
    expect(asked).toBe(false);
  });

  test('neither fields nor what surrounds the parts may go on for ever', async () => {
    const fields = ['a', 'b', 'c'].map((name) => ({ name, bytes: 'x'.repeat(60_000) }));
    expect((await failureOf(readForm(MODEL, ...fields, FILE))).code).toBe('payload_too_large');
    const chatter = Buffer.concat([Buffer.alloc(CAP + 400_000, 'preamble '), form(MODEL, FILE)]);
    expect((await failureOf(read(inPieces(chatter, 10_000)))).code).toBe('payload_too_large');
  });
});

describe('what is refused, and the field at fault', () => {
  const cases: [string, Part[], string, string | undefined][] = [
    ['no file', [MODEL], 'invalid_parameter', 'file'],
    ['no part at all', [], 'invalid_parameter', 'file'],
    ['an empty file', [MODEL, { ...FILE, bytes: '' }], 'invalid_parameter', 'file'],
    ['T-UP-05 a second file', [MODEL, FILE, FILE], 'invalid_parameter', 'file'],
    ['T-UP-05 a second model', [MODEL, FILE, { name: 'model', bytes: 'dear' }], 'invalid_parameter', 'model'],
    [
      'T-UP-05 a second unknown field',
      [{ name: 'x', bytes: '1' }, { name: 'x', bytes: '1' }, FILE],
      'invalid_parameter',
      'x',
    ],
    ['a file by another name', [MODEL, { ...FILE, name: 'audio' }], 'invalid_parameter', 'file'],
    ['a file besides', [MODEL, FILE, { ...FILE, name: 'more' }], 'invalid_parameter', 'file'],
    ['a field without a name', [MODEL, { bytes: 'x' }, FILE], 'invalid_parameter', undefined],
    ['a long name', [{ name: 'n'.repeat(257), bytes: 'x' }, FILE], 'invalid_parameter', undefined],
    ['a long value', [{ name: 'prompt', bytes: 'x'.repeat(65_537) }, FILE], 'invalid_parameter', 'prompt'],
    [
      '65 fields',
      [...Array.from({ length: 65 }, (_, at) => ({ name: `f${at}`, bytes: '' })), FILE],
      'invalid_parameter',
      undefined,
    ],
    ['T-UP-02 a picture called sound', [MODEL, { ...FILE, bytes: '\x89PNG\r\n\x1a\n' }], 'unsupported_media', 'file'],
    [
      'T-UP-02 SVG',
      [MODEL, { ...FILE, type: 'audio/mpeg', bytes: `<svg>${' '.repeat(90)}</svg>` }],
      'unsupported_media',
      'file',
    ],
  ];
  test.each(cases)('%s', async (_, parts, code, param) => {
    const error = await failureOf(readForm(...parts));
    expect(error.code).toBe(code);
    expect(error.param).toBe(param);
    expect(await spooled()).toEqual([]);
  });

  test('T-UP-02 a large file of another kind is refused by its head', async () => {
    let given = 0;
    const body = {
      async *[Symbol.asyncIterator]() {
        yield part({ ...FILE, bytes: '%PDF-1.7' }).subarray(0, -2);
        for (;;) {
          given++;
          yield await Promise.resolve(Buffer.alloc(1000));
        }
      },
    };
    const error = await failureOf(read(body));
    expect(error.code).toBe('unsupported_media');
    expect(error.message).toContain('webm');
    expect(given).toBeLessThanOrEqual(3);
  });

  test.each([
    [undefined],
    ['application/json'],
    ['multipart/mixed; boundary=x'],
    ['multipart/form-data'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary=""'],
    ['multipart/form-data; boundary=a; boundary=b'],
    [`multipart/form-data; boundary=${'b'.repeat(300)}`],
    ['multipart/form-datax; boundary=x'],
    ['application/x-www-form-urlencoded'],
  ])('the content type %s', async (contentType) => {
    const error = await failureOf(
      read(inPieces(form(MODEL, FILE), 1000), { headers: { 'content-type': contentType } }),
    );
    expect(error.code).toBe('unsupported_media');
  });

  test('T-UP-06 a compressed body', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect((await failureOf(read(inPieces(form(MODEL, FILE), 1000), { headers }))).code).toBe('unsupported_media');
  });

  test('F19 a form cut off at any byte', async () => {
    const whole = form(MODEL, { ...FILE, bytes: sound(40) });
    // The two dashes after the last boundary end it; the line's own end may be missing.
    for (let length = 0; length <= whole.byteLength - 3; length++) {
      const error = await failureOf(read(inPieces(whole.subarray(0, length), 50)));
      expect([length, error.code]).toEqual([length, 'invalid_parameter']);
    }
    expect((await failureOf(read(undefined))).code).toBe('invalid_parameter');
  });

  test('a form that goes on after its end comes to one all the same', async () => {
    const ended = `--${BOUNDARY}--`;
    const further = `\r\n--${BOUNDARY}`;
    for (const body of [`${ended}${further}`, `${ended}${further}${further}--`, `${ended}a${further}\r\n\r\nb`]) {
      expect((await failureOf(read(inPieces(Buffer.from(body), 60)))).code).toBe('invalid_parameter');
    }
    const whole = Buffer.concat([form(MODEL, FILE), Buffer.from(`${further}\r\n\r\nb`)]);
    for (const size of [1, 50, 1000]) {
      const upload = await read(inPieces(whole, size));
      expect(await bytesOf(upload)).toEqual(sound(100));
      upload.dispose();
    }
  });

  test('no bytes at all make it hang or throw anything else', async () => {
    const bits = fc.constantFrom(
      `--${BOUNDARY}`,
      '--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="',
      '"',
      'a',
      ';',
      'filename="f"',
      'RIFF',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bits, { maxLength: 30 }), fc.integer({ min: 1, max: 60 }), async (all, size) => {
        const error = await failureOf(read(inPieces(Buffer.from(all.join('')), size)));
        expect(error.status).toBeLessThan(500);
      }),
    );
  });
});

describe('a client that is slow or gone', () => {
  const stalling = (sent: Uint8Array) => ({
    async *[Symbol.asyncIterator]() {
      yield sent;
      await new Promise(() => undefined);
    },
  });
  const half = part({ ...FILE, bytes: sound(100_000) }).subarray(0, 90_000);

  test('F19 less than 1 KiB a second over the window is a 408', async () => {
    const error = await failureOf(read(stalling(Buffer.from('--x')), { options: { uploadIdleMs: 50 } }));
    expect(error.code).toBe('request_timeout');
  });

  test('F19 also in the middle of the file, of which nothing is left', async () => {
    const error = await failureOf(read(stalling(half), { options: { uploadIdleMs: 50 } }));
    expect(error.code).toBe('request_timeout');
    expect(await spooled()).toEqual([]);
  });

  test('one whose body breaks off left', async () => {
    const body = {
      async *[Symbol.asyncIterator]() {
        yield half;
        await Promise.reject(new Error('aborted'));
      },
    };
    expect((await failureOf(read(body))).code).toBe('client_closed_request');
    expect(await spooled()).toEqual([]);
  });

  test('the signal ends the reading with its reason', async () => {
    const leaving = new AbortController();
    const reading = failureOf(read(stalling(half), { options: { signal: leaving.signal } }));
    leaving.abort(new ApiError('draining', 'The server is restarting.'));
    expect((await reading).code).toBe('draining');
    const gone = { options: { signal: AbortSignal.abort() } };
    expect((await failureOf(read(stalling(half), gone))).code).toBe('client_closed_request');
  });

  test('a connection that is cut is one that left', async () => {
    const { promise, resolve } = Promise.withResolvers<ApiError>();
    const server = createServer((request) => {
      const header = (name: string) => String(request.headers[name] ?? '') || undefined;
      const options = { fileCapBytes: CAP, fieldsCapBytes: 1000, uploadIdleMs: 30_000, spoolDir };
      const { signal } = new AbortController();
      void failureOf(readUpload({ header, body: readNodeBody(request) }, { ...options, signal })).then(resolve);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=${BOUNDARY}\r\ncontent-length: 100200\r\n\r\n`;
    const socket = connect(address.port, '127.0.0.1');
    server.once('request', (request) => request.once('readable', () => socket.destroy()));
    socket.write(head);
    socket.write(half);
    expect((await promise).code).toBe('client_closed_request');
    await new Promise((closed) => server.close(closed));
    expect(await spooled()).toEqual([]);
  });
});

describe('what lies on the disk', () => {
  test('nothing for a small file; for a larger one a folder of its own, in which no name is left', async () => {
    const small = await readForm(MODEL, FILE);
    await expect(stat(spoolDir)).rejects.toThrow('ENOENT');
    small.dispose();
    const large = await readForm(MODEL, { ...FILE, fileName: '../../evil.wav', bytes: sound(200_000) });
    expect((await stat(spoolDir)).mode & 0o777).toBe(0o700);
    expect(await spooled()).toEqual([]);
    expect(await readdir(join(spoolDir, '..'))).toEqual(['spool']);
    expect(large.file.name).toBe('evil.wav');
    // A sweep meanwhile does no harm.
    await sweepSpool(spoolDir);
    expect((await bytesOf(large)).byteLength).toBe(200_000);
    large.dispose();
    large.dispose();
    await expect(bytesOf(large)).rejects.toThrow();
  });

  test('F28 a disk that refuses: 503', async () => {
    await writeFile(spoolDir, 'not a folder');
    const error = await failureOf(readForm(MODEL, { ...FILE, bytes: sound(200_000) }));
    expect(error.code).toBe('storage_unavailable');
  });

  test('a sweep takes what a killed process left, and nothing else', async () => {
    await sweepSpool(spoolDir);
    const upload = await readForm(MODEL, { ...FILE, bytes: sound(200_000) });
    upload.dispose();
    await writeFile(join(spoolDir, '123.upload'), 'left');
    await writeFile(join(spoolDir, 'notes.txt'), 'kept');
    await sweepSpool(spoolDir);
    expect(await spooled()).toEqual(['notes.txt']);
  });
});
