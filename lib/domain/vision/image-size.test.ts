import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imageSize } from './image-size.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const uint = (value: number, bytes: number, little = false) => {
  const buffer = Buffer.alloc(bytes);
  if (little) buffer.writeUIntLE(value, 0, bytes);
  else buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

const png = (width: number, height: number) =>
  Buffer.concat([hex('89504e470d0a1a0a 0000000d 49484452'), uint(width, 4), uint(height, 4), hex('0806000000')]);
const gif = (width: number, height: number) =>
  Buffer.concat([Buffer.from('GIF89a'), uint(width, 2, true), uint(height, 2, true), Buffer.alloc(4)]);
const riff = (kind: string, ...rest: Uint8Array[]) =>
  Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${kind}`, 'latin1'), uint(100, 4, true), ...rest, Buffer.alloc(8)]);
const webpLossy = (width: number, height: number) =>
  riff('VP8 ', hex('000000 9d012a'), uint(width | 0x4000, 2, true), uint(height, 2, true));
const webpLossless = (width: number, height: number) =>
  riff('VP8L', hex('2f'), uint(width - 1 + (height - 1) * 2 ** 14, 4, true));
const webpExtended = (width: number, height: number) =>
  riff('VP8X', hex('10000000'), uint(width - 1, 3, true), uint(height - 1, 3, true));

const segment = (marker: number, ...content: Uint8Array[]) => {
  const bytes = Buffer.concat(content);
  return Buffer.concat([uint(0xff00 + marker, 2), uint(bytes.byteLength + 2, 2), bytes]);
};
const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, hex('08'), uint(height, 2), uint(width, 2), hex('03 012200 021101 031101'));
const exif = (orientation: number, little = false) =>
  segment(
    0xe1,
    Buffer.from('Exif\0\0'),
    little
      ? hex('4949 2a00 08000000 0200 0001 0300 01000000 00000000')
      : hex('4d4d 002a 00000008 0002 0100 0003 00000001 0000 0000'),
    little ? hex('1201 0300 01000000') : hex('0112 0003 00000001'),
    uint(orientation, 2, little),
    hex('0000 00000000'),
  );
const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x48\0\x48\0\0'));
const jpeg = (...segments: Uint8Array[]) => Buffer.concat([hex('ffd8'), ...segments]);

describe('the size is read from the head', () => {
  const sides = fc.integer({ min: 1, max: 16_383 });
  test.each([
    ['PNG', png],
    ['GIF', gif],
    ['lossy WebP', webpLossy],
    ['lossless WebP', webpLossless],
    ['extended WebP', webpExtended],
    ['JPEG', (width: number, height: number) => jpeg(jfif, frame(width, height))],
    ['progressive JPEG', (width: number, height: number) => jpeg(frame(width, height, 0xc2))],
  ])('of a %s of any size', (_, make) => {
    fc.assert(
      fc.property(sides, sides, (width, height) => {
        expect(imageSize(make(width, height))).toEqual({ width, height });
      }),
    );
  });

  test('of a JPEG behind long metadata, tables and filling', () => {
    const profile = segment(0xe2, Buffer.alloc(65_000));
    const tables = segment(0xc4, Buffer.alloc(400));
    const picture = jpeg(
      jfif,
      profile,
      profile,
      profile,
      hex('ffff'),
      tables,
      hex('ffffff').subarray(0, 1),
      frame(640, 480),
    );
    expect(imageSize(picture)).toEqual({ width: 640, height: 480 });
  });
});

describe('as displayed', () => {
  test.each([1, 2, 3, 4])('EXIF orientation %i keeps the sides', (orientation) => {
    expect(imageSize(jpeg(exif(orientation), frame(640, 480)))).toEqual({ width: 640, height: 480 });
  });
  test.each([5, 6, 7, 8])('EXIF orientation %i changes them', (orientation) => {
    expect(imageSize(jpeg(jfif, exif(orientation), frame(640, 480)))).toEqual({ width: 480, height: 640 });
    expect(imageSize(jpeg(exif(orientation, true), frame(640, 480)))).toEqual({ width: 480, height: 640 });
  });
  test.each([0, 9, 65_535])('orientation %i is none', (orientation) => {
    expect(imageSize(jpeg(exif(orientation), frame(640, 480)))).toEqual({ width: 640, height: 480 });
  });
});

describe('unknown is', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no picture', Buffer.from('%PDF-1.7 and so on and so forth')],
    ['a picture without a side', png(0, 10)],
    ['a JPEG whose height comes later', jpeg(frame(640, 0))],
    ['a JPEG that begins with its scan', jpeg(segment(0xda, Buffer.alloc(10)), frame(1, 1))],
    ['a WebP of another kind', riff('ALPH', Buffer.alloc(20))],
  ])('%s', (_, bytes) => {
    expect(imageSize(bytes)).toBeUndefined();
  });

  test('a picture cut off before its size, wherever', () => {
    for (const picture of [png(7, 8), gif(7, 8), webpLossy(7, 8), jpeg(jfif, exif(6), frame(7, 8))]) {
      const sizes = Array.from({ length: picture.byteLength }, (_, end) => imageSize(picture.subarray(0, end)));
      expect(sizes.every((size) => size === undefined || size.width * size.height === 56)).toBe(true);
      expect(sizes[0]).toBeUndefined();
    }
  });

  test('no bytes make it throw or run on', () => {
    const heads = fc.constantFrom(png(7, 8), webpLossy(7, 8), jpeg(exif(6)), jpeg(), jpeg(jfif));
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        imageSize(Buffer.concat([head, rest]));
        imageSize(Buffer.concat([head.subarray(0, 12), rest]));
        imageSize(Buffer.concat([head.subarray(0, 30), rest]));
      }),
    );
  });
});
