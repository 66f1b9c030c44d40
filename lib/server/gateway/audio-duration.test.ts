import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileSound } from '#e2e/support/hostile-sound.ts';
import { strainOf } from '#e2e/support/strain.ts';
import type { Upload } from '#lib/server/upstream/port.ts';
import { audioSeconds } from './audio-duration.ts';

type Read = Upload['file']['read'];

const upload = (type: string, sizeBytes: number, read: Read): Pick<Upload, 'file'> => ({
  file: { name: 'a', type, sizeBytes, read },
});

const whole = (type: string, bytes: Uint8Array) =>
  upload(type, bytes.byteLength, async function* () {
    for (let start = 0; start < bytes.byteLength; start += 65_536) {
      // As long as a disk takes, in which others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
      yield bytes.subarray(start, start + 65_536);
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
  expect(await audioSeconds(hanging)).toBeUndefined();
  await expect.poll(() => left).toBe(true);
  const silent = upload('audio/wav', 1000, async function* () {
    yield await new Promise<Uint8Array>(() => undefined);
  });
  expect(await audioSeconds(silent, 50)).toBeUndefined();
});

describe('a file made to keep its reader at work', () => {
  /** Long enough for the thread to be amid it. */
  const LOOK_MS = 400;
  /** For whom a busy machine is no excuse. */
  const PATIENT_MS = 30_000;

  test.each(Object.entries(hostileSound))(
    '%s: is unknown, and the process does not notice',
    async (_, make) => {
      const { type, bytes } = make();
      const { value, longestBlockMs } = await strainOf(() => audioSeconds(whole(type, bytes), LOOK_MS));
      expect(value).toBeUndefined();
      expect(longestBlockMs).toBeLessThan(200);
    },
    PATIENT_MS,
  );

  test(
    'of which one step takes more memory than a thread has ends nothing but its thread',
    async () => {
      const { type, bytes } = hostileSound['an ID3v2 tag of one list of millions']();
      // Time is not what ends it.
      expect(await audioSeconds(whole(type, bytes), PATIENT_MS)).toBeUndefined();
      expect(await audioSeconds(whole('audio/wav', wav(3)), PATIENT_MS)).toBe(3);
    },
    2 * PATIENT_MS,
  );

  test(
    'holds up neither the honest one beside it nor those after it',
    async () => {
      const honest = () => audioSeconds(whole('audio/wav', wav(3)), PATIENT_MS);
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const holding = upload('audio/wav', 1000, async function* () {
        await released;
        yield Buffer.alloc(0);
      });
      const held = audioSeconds(holding, PATIENT_MS);
      expect(await honest()).toBe(3);
      release();
      const { type, bytes } = hostileSound['an ID3v2 tag of millions of frames']();
      const hostile = () => audioSeconds(whole(type, bytes), LOOK_MS);
      const others = [hostile(), hostile(), hostile(), honest(), hostile(), honest()];
      expect(await Promise.all(others)).toEqual([undefined, undefined, undefined, 3, undefined, 3]);
      expect(await held).toBeUndefined();
    },
    PATIENT_MS,
  );

  test('who waits for their turn longer than allowed is told so in time', async () => {
    const silent = upload('audio/wav', 1000, async function* () {
      yield await new Promise<Uint8Array>(() => undefined);
    });
    const looks = Array.from({ length: 10 }, () => audioSeconds(silent, 100));
    expect(await Promise.all(looks)).toEqual(looks.map(() => undefined));
    expect(await audioSeconds(whole('audio/wav', wav(3)), PATIENT_MS)).toBe(3);
  });
});

test('many at once are told apart', async () => {
  const lengths = Array.from({ length: 12 }, (_, at) => at + 1);
  const told = await Promise.all(lengths.map((seconds) => audioSeconds(whole('audio/wav', wav(seconds)), 30_000)));
  expect(told).toEqual(lengths);
}, 30_000);

test('of a file in memory, whose parts lie in larger buffers, those are left as they are', async () => {
  const around = Buffer.concat([Buffer.alloc(10_000), wav(3), Buffer.alloc(10_000)]);
  const sound = whole('audio/wav', around.subarray(10_000, -10_000));
  expect(await audioSeconds(sound, 30_000)).toBe(3);
  expect(await audioSeconds(sound, 30_000)).toBe(3);
  expect(around.byteLength).toBe(116_044);
});

test('a process that has nothing else to do ends, though the thread is kept', async () => {
  const script = `
    import { audioSeconds } from '#lib/server/gateway/audio-duration.ts';
    const bytes = Buffer.from('${wav(1).toString('base64')}', 'base64');
    const file = { name: 'a', type: 'audio/wav', sizeBytes: bytes.byteLength, async *read() { yield bytes; } };
    console.log(await audioSeconds({ file }, 30_000));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 30_000,
  });
  expect(stdout).toBe('1\n');
}, 30_000);
