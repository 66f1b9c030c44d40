import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exifSegment,
  gifOf,
  JFIF,
  jpegOf,
  jpegSegment,
  pngChunk,
  pngOf,
  uint,
  webpOf,
  withSegments,
} from '#e2e/support/pictures.ts';
import { barePicture, MAX_PARTS } from './bare-picture.ts';
import { imageSize } from './image-size.ts';

const SECRET = Buffer.from('31.2304 N 121.4737 E, by Alice');
const gifExtension = (label: number, ...blocks: Uint8Array[]) =>
  Buffer.concat([
    Buffer.from([0x21, label]),
    ...blocks.flatMap((block) => [uint(block.byteLength, 1), block]),
    Buffer.from([0]),
  ]);
const LOOP = gifExtension(0xff, Buffer.from('NETSCAPE2.0'), Buffer.from([1, 0, 0]));
const CONTROL = gifExtension(0xf9, Buffer.from([0, 0, 0, 0]));
const PROFILE = jpegSegment(0xe2, 'ICC_PROFILE\0\x01\x01', 'colours');
const ADOBE = jpegSegment(0xee, 'Adobe', Buffer.alloc(7));

/** With all that it may tell, and without. */
const PAIRS: Record<string, readonly [Buffer, Buffer]> = {
  PNG: [
    Buffer.concat([
      pngOf(7, 5, {
        before: [
          pngChunk('gAMA', uint(45_455, 4)),
          pngChunk('eXIf', SECRET),
          pngChunk('tEXt', SECRET),
          pngChunk('iTXt', SECRET),
          pngChunk('zTXt', SECRET),
          pngChunk('tIME', SECRET),
          pngChunk('acTL', uint(2, 4), uint(0, 4)),
        ],
      }),
      SECRET,
    ]),
    pngOf(7, 5, { before: [pngChunk('gAMA', uint(45_455, 4))] }),
  ],
  JPEG: [
    Buffer.concat([
      jpegOf(7, 5, [
        JFIF,
        exifSegment(1),
        jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', SECRET),
        PROFILE,
        jpegSegment(0xe2, 'MPF\0', SECRET),
        jpegSegment(0xed, 'Photoshop 3.0\0', SECRET),
        ADOBE,
        jpegSegment(0xfe, SECRET),
      ]),
      jpegOf(1, 1),
      SECRET,
    ]),
    jpegOf(7, 5, [JFIF, PROFILE, ADOBE]),
  ],
  WebP: [Buffer.concat([webpOf(7, 5, [['EXIF', SECRET] as const, ['XMP ', SECRET] as const]), SECRET]), webpOf(7, 5)],
  GIF: [
    Buffer.concat([
      gifOf(7, 5, [LOOP, gifExtension(0xfe, SECRET), gifExtension(0xff, Buffer.from('XMP DataXMP'), SECRET), CONTROL]),
      SECRET,
    ]),
    gifOf(7, 5, [LOOP, CONTROL]),
  ],
};

describe.each(Object.entries(PAIRS))('of a %s', (_, [told, bare]) => {
  test('what it tells is gone, what it shows is there to the byte', () => {
    const found = barePicture(told);
    expect(found?.isTurned).toBe(false);
    expect(Buffer.from(found?.bytes ?? [])).toEqual(bare);
    expect(Buffer.from(found?.bytes ?? []).includes(SECRET.subarray(0, 7))).toBe(false);
    expect(imageSize(bare)).toEqual({ width: 7, height: 5 });
  });

  test('without anything to tell it stays as it is', () => {
    expect(Buffer.from(barePicture(bare)?.bytes ?? [])).toEqual(bare);
  });

  test('cut off anywhere it is no whole picture', () => {
    for (let end = 0; end < bare.byteLength; end++) expect(barePicture(bare.subarray(0, end))).toBeUndefined();
  });

  test('changed anywhere it is a picture or none, and nothing throws or runs on', () => {
    fc.assert(
      fc.property(fc.nat(told.byteLength - 1), fc.uint8Array({ minLength: 1, maxLength: 4 }), (at, bytes) => {
        const broken = Buffer.from(told);
        broken.set(bytes.subarray(0, told.byteLength - at), at);
        const found = barePicture(broken);
        expect(found?.bytes.byteLength ?? 0).toBeLessThanOrEqual(broken.byteLength + 64);
      }),
    );
  });
});

test.each([2, 3, 4, 5, 6, 7, 8])('a JPEG stays turned as it was, and says nothing else: %i', (orientation) => {
  const told = withSegments(jpegOf(640, 480, []), JFIF, exifSegment(orientation));
  const found = barePicture(told);
  expect(found?.isTurned).toBe(true);
  const bytes = Buffer.from(found?.bytes ?? []);
  expect(bytes.includes('Cam')).toBe(false);
  expect(imageSize(bytes)).toEqual(imageSize(told));
  // Once more changes nothing.
  expect(barePicture(bytes)).toEqual(found);
});

test('a progressive JPEG keeps all of its scans', () => {
  const scan = Buffer.concat([jpegSegment(0xda, Buffer.alloc(10)), Buffer.from('12ff00ffd734', 'hex')]);
  const told = Buffer.concat([
    jpegOf(7, 5).subarray(0, -2),
    jpegSegment(0xc4, Buffer.alloc(30)),
    scan,
    jpegSegment(0xfe, SECRET),
    scan,
    uint(0xffd9, 2),
  ]);
  const bytes = Buffer.from(barePicture(told)?.bytes ?? []);
  expect(bytes.includes(SECRET)).toBe(false);
  expect(bytes.byteLength).toBe(told.byteLength - SECRET.byteLength - 4);
});

test('a JPEG keeps its JFIF, and no thumbnail in it', () => {
  const jfif = (sides: string, thumbnail = '') =>
    jpegSegment(0xe0, 'JFIF\0\x01\x02\x01\0\x48\0\x48', Buffer.from(sides, 'hex'), thumbnail);
  const told = jpegOf(7, 5, [jfif('0501', 'what was here'), PROFILE]);
  expect(Buffer.from(barePicture(told)?.bytes ?? [])).toEqual(jpegOf(7, 5, [jfif('0000'), PROFILE]));
});

test('a JPEG begins once, and restarts only within a scan', () => {
  for (const marker of [0xffd0, 0xffd7, 0xffd8]) {
    expect(barePicture(jpegOf(7, 5, [JFIF, uint(marker, 2)]))).toBeUndefined();
  }
});

describe('of parts', () => {
  const emptyOf = <Part>(count: number, part: Part) => Array.from({ length: count }, () => part);
  test.each([
    ['PNG', (count: number) => pngOf(7, 5, { before: emptyOf(count, pngChunk('IDAT')) })],
    ['JPEG', (count: number) => jpegOf(7, 5, [JFIF, ...emptyOf(count, uint(0xff01, 2))])],
    ['WebP', (count: number) => webpOf(7, 5, emptyOf(count, ['ANMF', Buffer.alloc(0)] as const))],
    ['GIF', (count: number) => gifOf(7, 5, emptyOf(count, Buffer.from([0x21, 0xf9, 0])))],
  ] as const)('a %s has thousands, and no more', (_, of) => {
    const many = of(MAX_PARTS - 100);
    expect(barePicture(many)?.bytes.byteLength).toBe(many.byteLength);
    expect(barePicture(of(MAX_PARTS))).toBeUndefined();
  });

  test('two megabytes of the shortest ones are refused at once', () => {
    // Of the processor: what else the machine does meanwhile is no part of it.
    const before = process.cpuUsage();
    for (const marker of [0xff01, 0xffd0]) {
      expect(barePicture(Buffer.concat([uint(0xffd8, 2), Buffer.alloc(2 << 20, uint(marker, 2))]))).toBeUndefined();
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(150);
  });
});

test('nothing else is a picture', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]) {
    expect(barePicture(bytes)).toBeUndefined();
  }
});
