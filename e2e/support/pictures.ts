import { crc32, deflateSync } from 'node:zlib';

/** Pictures made of their parts: what is in them is known to the byte. */

export const uint = (value: number, bytes: number, little = false): Buffer => {
  const buffer = Buffer.alloc(bytes);
  if (little) buffer.writeUIntLE(value, 0, bytes);
  else buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

export function pngChunk(type: string, ...content: Uint8Array[]): Buffer {
  const data = Buffer.concat([Buffer.from(type, 'latin1'), ...content]);
  return Buffer.concat([uint(data.byteLength - 4, 4), data, uint(crc32(data), 4)]);
}

interface PngOptions {
  /** Chunks before those of the picture itself. */
  readonly before?: readonly Uint8Array[];
  /** Red, green and blue of a pixel. */
  readonly pixel?: (x: number, y: number) => readonly [number, number, number];
}

/** A PNG that every program reads. */
export function pngOf(width: number, height: number, { before = [], pixel = () => [0, 128, 255] }: PngOptions = {}) {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(pixel(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', uint(width, 4), uint(height, 4), Buffer.from([8, 2, 0, 0, 0])),
    ...before,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND'),
  ]);
}

export function jpegSegment(marker: number, ...content: (Uint8Array | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  return Buffer.concat([uint(0xff00 + marker, 2), uint(bytes.byteLength + 2, 2), bytes]);
}

export const JFIF = jpegSegment(0xe0, 'JFIF\0\x01\x01\0\0\x48\0\x48\0\0');

/** The camera, the place where it stood, and how the picture is turned. */
export function exifSegment(orientation: number): Buffer {
  const entry = (tag: number, [type, count]: readonly [number, number], value: Uint8Array) =>
    Buffer.concat([uint(tag, 2), uint(type, 2), uint(count, 4), value]);
  const place = Buffer.concat([uint(31, 4), uint(1, 4), uint(14, 4), uint(1, 4), uint(0, 4), uint(1, 4)]);
  const [directory, gps] = [8, 8 + 2 + 3 * 12 + 4];
  const gpsLength = 2 + 2 * 12 + 4;
  const tiff = Buffer.concat([
    Buffer.from('MM\0*', 'latin1'),
    uint(directory, 4),
    uint(3, 2),
    entry(0x010f, [2, 4], Buffer.from('Cam\0', 'latin1')),
    entry(0x0112, [3, 1], Buffer.concat([uint(orientation, 2), uint(0, 2)])),
    entry(0x8825, [4, 1], uint(gps, 4)),
    uint(0, 4),
    uint(2, 2),
    entry(1, [2, 2], Buffer.from('N\0\0\0', 'latin1')),
    entry(2, [5, 3], uint(gps + gpsLength, 4)),
    uint(0, 4),
    place,
  ]);
  return jpegSegment(0xe1, 'Exif\0\0', tiff);
}

/** A JPEG in form: its segments are those of one, its scan is no picture. */
export function jpegOf(width: number, height: number, segments: readonly Uint8Array[] = [JFIF]): Buffer {
  return Buffer.concat([
    uint(0xffd8, 2),
    ...segments,
    jpegSegment(0xc0, uint(8, 1), uint(height, 2), uint(width, 2), Buffer.from('03012200021101031101', 'hex')),
    jpegSegment(0xda, Buffer.from('03010002110311003f00', 'hex')),
    Buffer.from('12ff00ffd034', 'hex'),
    uint(0xffd9, 2),
  ]);
}

/** Puts segments into a JPEG, behind its beginning. */
export const withSegments = (jpeg: Uint8Array, ...segments: Uint8Array[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

const webpChunk = (type: string, content: Uint8Array) =>
  Buffer.concat([
    Buffer.from(type, 'latin1'),
    uint(content.byteLength, 4, true),
    content,
    Buffer.alloc(content.byteLength % 2),
  ]);

/** An extended WebP in form, with metadata and the flags that announce it. */
export function webpOf(width: number, height: number, metadata: readonly (readonly [string, Uint8Array])[] = []) {
  const flags = metadata.reduce((sum, [type]) => sum | (type === 'EXIF' ? 0x08 : type === 'XMP ' ? 0x04 : 0), 0);
  const chunks = Buffer.concat([
    webpChunk('VP8X', Buffer.concat([uint(flags, 4, true), uint(width - 1, 3, true), uint(height - 1, 3, true)])),
    webpChunk('VP8L', Buffer.concat([uint(0x2f, 1), uint(width - 1 + (height - 1) * 2 ** 14, 4, true)])),
    ...metadata.map(([type, content]) => webpChunk(type, content)),
  ]);
  return Buffer.concat([Buffer.from('RIFF'), uint(chunks.byteLength + 4, 4, true), Buffer.from('WEBP'), chunks]);
}

/** A GIF of one colour. @param extensions before the picture */
export function gifOf(width: number, height: number, extensions: readonly Uint8Array[] = []): Buffer {
  const size = Buffer.concat([uint(width, 2, true), uint(height, 2, true)]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from('800000', 'hex'),
    Buffer.from('0000ff00ff00', 'hex'),
    ...extensions,
    Buffer.from('2c00000000', 'hex'),
    size,
    Buffer.from('00', 'hex'),
    Buffer.from('02024401003b', 'hex'),
  ]);
}
