import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { exifSegment, pngChunk, pngOf, uint, withSegments } from '#e2e/support/pictures.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { MAX_PICTURE_FILE_BYTES } from '#lib/contract/picture-limits.ts';
import type { VisionFeature } from '#lib/contract/vision.ts';
import type { Vision } from './vision.ts';

const MIB = 1024 * 1024;
const NOBODY = new AbortController().signal;
// Not the machine that runs it is tested.
const PATIENT = { visionStartMs: 60_000, visionDecodeMs: 30_000, visionAnalyseMs: 60_000 };

const opened: Vision[] = [];
afterEach(() => {
  for (const vision of opened.splice(0)) vision.close();
});
const { vision } = testEyes({ limits: PATIENT });
afterAll(() => vision.close());

const analyse = (bytes: Uint8Array, features: readonly VisionFeature[] = ['colors'], by = vision, signal = NOBODY) =>
  by.analyse(bytes, { features, param: 'image', signal });

async function refusalOf(asked: Promise<unknown>): Promise<ApiError> {
  const thrown: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  return thrown;
}

const residentMib = (pid: number) => {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};

/** Blue above, a quarter of yellow below, on one side. */
const flag = sharp({ create: { width: 320, height: 200, channels: 3, background: '#1d4ed8' } })
  .composite([
    { input: { create: { width: 160, height: 100, channels: 3, background: '#fde047' } }, left: 0, top: 100 },
  ])
  .png()
  .toBuffer();
const honest = async () => analyse(await flag);

const COLORS = [
  { hex: '#1d4ed8', ratio: expect.closeTo(0.75, 2) },
  { hex: '#fde047', ratio: expect.closeTo(0.25, 2) },
];

test('what was asked for is there, and nothing else', async () => {
  expect(await honest()).toEqual({ image: { width: 320, height: 200 }, colors: COLORS });
});

describe('every kind of picture', () => {
  test.each([
    ['JPEG', (picture: Sharp) => picture.jpeg({ quality: 90 })],
    ['progressive JPEG in CMYK', (picture: Sharp) => picture.toColourspace('cmyk').jpeg({ progressive: true })],
    ['WebP', (picture: Sharp) => picture.webp({ lossless: true })],
    ['GIF', (picture: Sharp) => picture.gif()],
    ['PNG with a palette', (picture: Sharp) => picture.png({ palette: true })],
    ['PNG of 16 bits, interlaced', (picture: Sharp) => picture.toColourspace('rgb16').png({ progressive: true })],
    ['grey PNG', (picture: Sharp) => picture.greyscale().png()],
  ])('%s', async (_, make) => {
    const { image, colors } = await analyse(await make(sharp(await flag)).toBuffer());
    expect(image).toEqual({ width: 320, height: 200 });
    expect(colors?.map(({ ratio }) => ratio)).toEqual(COLORS.map(({ ratio }) => ratio));
  });

  test('what is transparent lies on white', async () => {
    const half = {
      create: { width: 100, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    } as const;
    const { colors } = await analyse(await sharp(half).png().toBuffer());
    expect(colors).toEqual([{ hex: '#ffffff', ratio: 1 }]);
  });

  test('of what moves, the first picture', async () => {
    const frames = ['#ff0000', '#00ff00'].map((background) => ({
      create: { width: 40, height: 30, channels: 3 as const, background },
    }));
    const inputs = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
    const moving = sharp(inputs, { join: { animated: true } });
    for (const bytes of [
      await moving.clone().gif().toBuffer(),
      await moving.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      expect(await analyse(bytes)).toEqual({
        ...{ image: { width: 40, height: 30 }, colors: [{ hex: '#ff0000', ratio: 1 }] },
      });
    }
  });

  test('all eight ways in which EXIF turns it: the same size as displayed, the same colours', async () => {
    const upright = sharp(await flag);
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      // Lying in the file so that it stands upright when it is turned as told.
      const quarter = orientation >= 5;
      const lying = quarter ? await upright.clone().rotate(90).toBuffer() : await flag;
      const bytes = withSegments(await sharp(lying).jpeg({ quality: 95 }).toBuffer(), exifSegment(orientation));
      const { image, colors } = await analyse(bytes);
      expect(image, String(orientation)).toEqual({ width: 320, height: 200 });
      expect(colors?.map(({ ratio }) => ratio)).toEqual(COLORS.map(({ ratio }) => ratio));
    }
  });
});

const jpeg = async () =>
  await sharp(await flag)
    .jpeg()
    .toBuffer();
const noisy = async () => {
  const noise = Uint8Array.from({ length: 600 * 400 * 3 }, (_, at) => (at * 7919) % 251);
  return await sharp(noise, { raw: { width: 600, height: 400, channels: 3 } })
    .jpeg()
    .toBuffer();
};
const head = (width: number, height: number) =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', uint(width, 4), uint(height, 4), Buffer.from([8, 2, 0, 0, 0])),
  ]);

const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

const JUNK: readonly (readonly [what: string, bytes: () => Uint8Array | Promise<Uint8Array>, status: number])[] = [
  ['nothing', () => new Uint8Array(), 415],
  ['one byte', () => Uint8Array.of(0xff), 415],
  ['T-UP-03 a flood of pixels in the head', () => head(60_000, 60_000), 400],
  ['75 megapixels and a row', () => head(10_000, 7_501), 400],
  ['a head without a picture', () => head(100, 100), 415],
  ['half a JPEG', async () => (await noisy()).subarray(0, 20_000), 415],
  ['half a PNG', async () => (await flag).subarray(0, 300), 415],
  [
    'half a WebP',
    async () =>
      (
        await sharp(await noisy())
          .webp()
          .toBuffer()
      ).subarray(0, 9_000),
    415,
  ],
  ['a photo that is an archive as well', async () => Buffer.concat([await jpeg(), zipEnd]), 415],
  ['a photo that is a program as well', async () => Buffer.concat([await jpeg(), Buffer.from('<?php exit;')]), 415],
  ['a script that calls itself a GIF', () => Buffer.from(`GIF89a/*${'a'.repeat(200)}*/=1;alert(1)`), 400],
  [
    'an archive with a picture’s mark',
    () => Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), Buffer.from('PK\x03\x04'), Buffer.alloc(400)]),
    415,
  ],
  ['a gzip bomb', () => gzipSync(Buffer.alloc(50 * MIB)), 415],
  ['a picture in gzip', async () => gzipSync(await flag), 415],
  [
    'SVG with a script',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    415,
  ],
  [
    'AVIF',
    async () =>
      await sharp(await flag)
        .avif()
        .toBuffer(),
    415,
  ],
  ['21 MB', async () => Buffer.concat([await jpeg(), Buffer.alloc(21_000_000)]), 413],
  ['a byte more than may be', async () => Buffer.concat([await jpeg(), Buffer.alloc(MAX_PICTURE_FILE_BYTES)]), 413],
];

describe('T-UP-02 junk is the sender’s fault, in words that name the field; the next picture is looked into as ever', () => {
  test.each(JUNK)('%s', async (_, make, status) => {
    const refusal = await refusalOf(analyse(await make(), ['colors']));
    expect([refusal.status, refusal.param]).toEqual([status, 'image']);
    expect(refusal.message).toMatch(/^'image': \S.+\.$/);
    expect((await honest()).colors).toEqual(COLORS);
  });

  test('who is warmed up is ready for the first picture, and is one child', async () => {
    const { vision: fresh } = testEyes({ limits: PATIENT });
    opened.push(fresh);
    fresh.warm();
    fresh.warm();
    const [warmed, ...others] = fresh.pids;
    expect([warmed, others]).toEqual([expect.any(Number), []]);
    await analyse(await jpeg(), ['colors'], fresh);
    fresh.warm();
    expect(fresh.pids).toEqual([warmed]);
  });

  test('what no child needs to see starts none', async () => {
    const { vision: fresh } = testEyes({ limits: PATIENT });
    opened.push(fresh);
    for (const bytes of [head(60_000, 60_000), Uint8Array.of(1), Buffer.alloc(MAX_PICTURE_FILE_BYTES + 1)]) {
      await refusalOf(analyse(bytes, ['colors'], fresh));
    }
    expect(fresh.pids).toEqual([]);
  });

  test('a photo with its film behind it is that photo', async () => {
    const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(100_000, 7)]);
    const photo = Buffer.concat([await jpeg(), film]);
    expect((await analyse(photo)).image).toEqual({ width: 320, height: 200 });
  });

  test('text that would unpack to a gigabyte is not unpacked', async () => {
    const bomb = pngChunk('zTXt', Buffer.from('a\0\0', 'latin1'), gzipSync(Buffer.alloc(64 * MIB)));
    const bytes = pngOf(8, 8, { before: Array.from({ length: 16 }, () => bomb) });
    await analyse(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(ApiError));
    expect((await honest()).colors).toEqual(COLORS);
  });

  test('as large as may be: looked into, and this process no larger afterwards', async () => {
    const large = { create: { width: 10_000, height: 7_500, channels: 3, background: '#336699' } } as const;
    const bytes = await sharp(large).png().toBuffer();
    await honest();
    const before = process.memoryUsage.rss() / MIB;
    const { vision: fresh } = testEyes({ limits: { ...PATIENT, visionIdleMs: 1 } });
    opened.push(fresh);
    const analysis = await analyse(bytes, ['colors'], fresh);
    expect(analysis).toEqual({ image: { width: 10_000, height: 7_500 }, colors: [{ hex: '#336699', ratio: 1 }] });
    expect(process.memoryUsage.rss() / MIB - before).toBeLessThan(60);
    await vi.waitFor(() => expect(fresh.pids).toEqual([]), { timeout: 10_000 });
    for (const pid of vision.pids) expect(residentMib(pid)).toBeLessThan(512);
  }, 60_000);
});

/** A picture that has a child do something else, at one of its questions. */
const told = async (wish: string) => Buffer.concat([await jpeg(), Buffer.from(`!${wish}`)]);

function faulty(limits: Parameters<typeof testEyes>[0] = {}): Vision {
  const { vision: made } = testEyes({ script: ['e2e', 'support', 'faulty-child.ts'], ...limits });
  opened.push(made);
  return made;
}

describe('a child’s end', () => {
  test.each([
    ['hang', /too long to decode/],
    ['spin', /too long to decode/],
    ['balloon', /too much memory/],
    ['die', /cannot be decoded/],
    ['crash', /cannot be decoded/],
    ['garble', /cannot be decoded/],
  ])(
    'amid decoding (%s) is the picture’s fault',
    async (fault, words) => {
      const by = faulty({
        limits: { ...PATIENT, visionDecodeMs: fault === 'balloon' ? 30_000 : 400, visionMemoryBytes: 400 * MIB },
      });
      const refusal = await refusalOf(analyse(await told(`decode:${fault}`), ['colors'], by));
      expect([refusal.code, refusal.param]).toEqual(['unsupported_media', 'image']);
      expect(refusal.message).toMatch(words);
      expect(await analyse(await jpeg(), ['colors'], by)).toEqual({ image: { width: 4, height: 3 }, colors: [] });
    },
    30_000,
  );

  test.each(['hang', 'spin', 'balloon', 'die', 'garble'])(
    'amid the analysis (%s) is ours',
    async (fault) => {
      const by = faulty({
        limits: { ...PATIENT, visionAnalyseMs: fault === 'balloon' ? 30_000 : 400, visionMemoryBytes: 400 * MIB },
      });
      const failure = await refusalOf(analyse(await told(`analyse:${fault}`), ['colors'], by));
      expect([failure.code, failure.status]).toEqual(['internal_error', 500]);
      expect(await analyse(await jpeg(), ['colors'], by)).toEqual({ image: { width: 4, height: 3 }, colors: [] });
    },
    30_000,
  );

  test('while it is idle is nobody’s: another one is asked', async () => {
    const by = faulty({ limits: PATIENT });
    await analyse(await jpeg(), ['colors'], by);
    for (const pid of by.pids) process.kill(pid, 'SIGKILL');
    expect(await analyse(await jpeg(), ['colors'], by)).toEqual({ image: { width: 4, height: 3 }, colors: [] });
  }, 30_000);

  test('of its threads alone does not last: the next picture is read by new ones', async () => {
    const { vision: by } = testEyes({ limits: PATIENT, script: ['e2e', 'support', 'mortal-child.ts'] });
    opened.push(by);
    const written = readFileSync(join(import.meta.dirname, 'fixtures/ocr/zh-serif-28-dark.png'));
    const before = await analyse(written, ['text'], by);
    expect(before.text?.lines).not.toEqual([]);
    const [pid = 0] = by.pids;
    const threads = () => readdirSync(`/proc/${pid}/task`).length;
    const count = threads();
    process.kill(pid, 'SIGUSR2');
    await vi.waitFor(() => expect(threads()).toBeLessThanOrEqual(count - 2), { timeout: 10_000 });
    expect(await analyse(written, ['text'], by)).toEqual(before);
    expect(by.pids).toEqual([pid]);
  }, 60_000);

  test('who leaves ends what is done for them', async () => {
    const by = faulty({ limits: PATIENT });
    await analyse(await jpeg(), ['colors'], by);
    const asked = analyse(await told('analyse:hang'), ['colors'], by, AbortSignal.timeout(500));
    await expect(asked).rejects.toThrow(/timeout/);
    await vi.waitFor(() => expect(by.pids).toEqual([]), { timeout: 10_000 });
  }, 30_000);
});
