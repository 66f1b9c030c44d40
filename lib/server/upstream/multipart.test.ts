import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeForm } from './multipart.ts';
import type { Upload } from './port.ts';

const uploadOf = (fields: Upload['fields'], bytes: Uint8Array, name = 'a.wav'): Upload => ({
  fields,
  file: {
    name,
    type: 'audio/wav',
    sizeBytes: bytes.byteLength,
    async *read() {
      for (let start = 0; start < bytes.byteLength; start += 1000) {
        yield await Promise.resolve(bytes.subarray(start, start + 1000));
      }
    },
  },
});

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** As the platform's own parser reads it. */
async function decode(upload: Upload): Promise<[string, string | File][]> {
  const form = encodeForm(upload);
  const bytes = await bytesOf(form.stream());
  expect(bytes.byteLength).toBe(form.lengthBytes);
  const response = new Response(bytes, { headers: { 'content-type': form.contentType } });
  return [...(await response.formData()).entries()];
}

describe('a form', () => {
  test('is read as it was meant: fields in order, repeated ones too, then the file', async () => {
    const fields = [
      ['model', 'ruijing-whisper'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
      ['prompt', '睿景\r\nline two'],
      ['empty', ''],
    ] as const;
    const [file, ...rest] = (await decode(uploadOf(fields, Buffer.alloc(5000, 'sound'), '录音.wav'))).reverse();
    expect(rest.reverse()).toEqual(fields);
    expect(file?.[0]).toBe('file');
    if (!(file?.[1] instanceof File)) throw new Error('no file');
    expect(file[1]).toMatchObject({ name: '录音.wav', type: 'audio/wav', size: 5000 });
  });

  test('holds no field more than it was given, whatever their names and values', async () => {
    const pair = fc.tuple(fc.string({ minLength: 1 }), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 5 }), fc.uint8Array({ maxLength: 3000 }), async (fields, bytes) => {
        const decoded = await decode(uploadOf(fields, bytes));
        expect(decoded).toHaveLength(fields.length + 1);
        expect(decoded.slice(0, -1).map(([, value]) => value)).toEqual(fields.map(([, value]) => value.toWellFormed()));
      }),
    );
  });

  test('T-UP-04 a name cannot end its header', async () => {
    const name = 'a"\r\nx-evil: 1\r\n\r\n.wav';
    const bytes = await bytesOf(encodeForm(uploadOf([[name, '1']], Buffer.alloc(1), name)).stream());
    expect(bytes.toString()).toContain('name="a%22%0D%0Ax-evil: 1%0D%0A%0D%0A.wav"');
    expect(bytes.toString()).not.toMatch(/^x-evil/m);
  });

  test('is the same when it is sent again', async () => {
    const form = encodeForm(uploadOf([['model', 'm']], Buffer.alloc(2500, 'x')));
    expect((await bytesOf(form.stream())).equals(await bytesOf(form.stream()))).toBe(true);
  });
});
