import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Upload } from '#lib/server/upstream/port.ts';
import { audioSeconds } from './audio-duration.ts';

type Read = Upload['file']['read'];

const upload = (type: string, sizeBytes: number, read: Read): Pick<Upload, 'file'> => ({
  file: { name: 'a', type, sizeBytes, read },
});

const whole = (type: string, bytes: Uint8Array) =>
  upload(type, bytes.byteLength, async function* () {
    for (let start = 0; start < bytes.byteLength; start += 65_536) {
      yield await Promise.resolve(bytes.subarray(start, start + 65_536));
    }
  });

/** Mono, 16 bits. @param dataBytes what its head says of the length of the sound */
function wav(seconds: number, dataBytes = seconds * 32_000): Buffer {
  const bytes = Buffer.alloc(44 + seconds * 32_000);
  bytes.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  bytes.writeUInt32LE(36 + seconds * 32_000, 4);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(32_000, 28);
  bytes.writeUInt32LE(0x0010_0002, 32);
  bytes.write('data', 36);
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}

/** Frames of silence: layer III, 128 kbit/s, 44.1 kHz. */
const mp3 = (frames: number) => {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xff_fb_90_64);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
};

test('the length of a WAV', async () => {
  expect(await audioSeconds(whole('audio/wav', wav(3)))).toBe(3);
});

test('of one that was streamed, whose head cannot know it', async () => {
  expect(await audioSeconds(whole('audio/wav', wav(3, 0xffff_ffff)))).toBe(3);
});

test('of an MP3 without a table', async () => {
  expect(await audioSeconds(whole('audio/mpeg', mp3(2_000)))).toBeCloseTo((2_000 * 1152) / 44_100, 1);
});

test('is unknown where the file does not tell, or is none', async () => {
  expect(await audioSeconds(whole('audio/wav', wav(0)))).toBeUndefined();
  expect(await audioSeconds(whole('video/mpeg', Buffer.from('000001ba', 'hex')))).toBeUndefined();
  expect(await audioSeconds(whole('audio/mpeg', Buffer.alloc(0)))).toBeUndefined();
});

test('no bytes make it throw', async () => {
  const types = ['audio/mpeg', 'audio/wav', 'video/mp4', 'audio/mp4', 'audio/webm', 'audio/ogg', 'audio/flac'];
  const heads = [
    'ID3\x04\0\0\0\0\0\x23',
    'RIFF\x24\0\0\0WAVEfmt ',
    '\0\0\0\x20ftypisom',
    '\x1a\x45\xdf\xa3',
    'OggS',
    'fLaC',
  ];
  const bytes = fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }))
    .map(([head, rest]) => Buffer.concat([Buffer.from(head, 'latin1'), rest]));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...types), bytes, async (type, all) => {
      const seconds = (await audioSeconds(whole(type, all), 200)) ?? 1;
      expect(seconds).toBeGreaterThan(0);
    }),
  );
});

test('a file that cannot be read, or does not come, is unknown in time', async () => {
  const broken = upload('audio/wav', 1000, async function* () {
    yield await Promise.reject(new Error('the disk'));
  });
  expect(await audioSeconds(broken)).toBeUndefined();
  let left = false;
  const hanging = upload('audio/wav', 1000, async function* () {
    try {
      for (;;) {
        yield Buffer.from('RIFF\x24\0\0\0WAVE', 'latin1');
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      left = true;
    }
  });
  expect(await audioSeconds(hanging, 50)).toBeUndefined();
  await expect.poll(() => left).toBe(true);
  const silent = upload('audio/wav', 1000, async function* () {
    yield await new Promise<Uint8Array>(() => undefined);
  });
  expect(await audioSeconds(silent, 50)).toBeUndefined();
});
