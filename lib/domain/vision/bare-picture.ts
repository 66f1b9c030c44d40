import { type ImageType, imageTypeOf } from '#lib/contract/vision.ts';
import { exifOrientation } from './exif.ts';

/**
 * A picture without what it tells beside what it shows: where and when it was taken, by which device, by whom, in which
 * program; thumbnails of what it was before; whatever stands behind its end. What says how it looks stays: colour
 * profiles, and how a JPEG is turned. Nothing is decoded.
 *
 * @param bytes of the whole file. @returns undefined for what is no whole picture, or of more than `MAX_PARTS`
 */
export function barePicture(bytes: Uint8Array): BarePicture | undefined {
  const type = imageTypeOf(bytes);
  const parts = type === undefined ? undefined : READERS[type](bytes);
  return parts === undefined ? undefined : { bytes: joined(parts), isTurned: parts.some((part) => turns.has(part)) };
}

export interface BarePicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** It is shown otherwise than its pixels lie, which not every reader heeds. */
  readonly isTurned: boolean;
}

/** The longest animations have some thousands; what is all heads of parts without content has millions. */
export const MAX_PARTS = 10_000;

type Parts = readonly Uint8Array[];

/** Segments that say how a picture is turned. */
const turns = new WeakSet<Uint8Array>();

const READERS: Readonly<Record<ImageType, (bytes: Uint8Array) => Parts | undefined>> = {
  'image/png': pngParts,
  'image/jpeg': jpegParts,
  'image/webp': webpParts,
  'image/gif': gifParts,
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const latin1 = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

function joined(parts: Parts): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

const [TEM, RST0, RST7, SOI, EOI, SOS, APP0, APP1, APP2, APP14, APP15, COM] = [
  0x01, 0xd0, 0xd7, 0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe,
] as const;
/** Of a JFIF segment, marker and length included, up to its thumbnail; the last two bytes are that one's sides. */
const JFIF_BYTES = 18;
const isRestart = (marker: number) => marker >= RST0 && marker <= RST7;
/** Of application segments those that say how the picture looks. */
const SHOWN = new Map<number, string>([
  [APP0, 'JFIF\0'],
  [APP2, 'ICC_PROFILE\0'],
  [APP14, 'Adobe'],
]);
const EXIF = 'Exif\0\0';

/** ITU-T T.81, annex B: segment after segment to the end of the image, scans with their data among them. */
function jpegParts(bytes: Uint8Array): Parts | undefined {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let turn: Uint8Array | undefined;
  for (let at = 2; at + 2 <= bytes.byteLength && parts.length < MAX_PARTS; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) {
      parts.push(bytes.subarray(at, at + 2));
      // Behind the first segment, which may have to be JFIF's.
      return turn === undefined ? parts : [...parts.slice(0, 2), turn, ...parts.slice(2)];
    }
    // A picture begins once, and restarts stand within its scans.
    if (marker === SOI || isRestart(marker)) return undefined;
    if (marker === 0xff) at++;
    else if (marker === TEM) {
      parts.push(bytes.subarray(at, at + 2));
      at += 2;
    } else {
      const header = at + 4 <= bytes.byteLength ? at + 2 + view.getUint16(at + 2) : 0;
      if (header < at + 4 || header > bytes.byteLength) return undefined;
      const end = marker === SOS ? endOfScan(bytes, header) : header;
      const named = SHOWN.get(marker);
      const isApp = (marker >= APP0 && marker <= APP15) || marker === COM;
      if (named === undefined ? !isApp : latin1(bytes, at + 4, named.length) === named) {
        parts.push(marker === APP0 ? withoutThumbnail(bytes.slice(at, end)) : bytes.subarray(at, end));
      } else if (marker === APP1 && latin1(bytes, at + 4, EXIF.length) === EXIF) {
        turn ??= turnSegment(exifOrientation(viewOf(bytes.subarray(0, end)), at + 4 + EXIF.length));
      }
      at = end;
    }
  }
  return undefined;
}

/** One that is too short to be JFIF's is nothing to readers, and stays. */
function withoutThumbnail(jfif: Uint8Array): Uint8Array {
  if (jfif.byteLength < JFIF_BYTES) return jfif;
  const bare = jfif.subarray(0, JFIF_BYTES);
  viewOf(bare).setUint16(2, JFIF_BYTES - 2);
  bare.fill(0, JFIF_BYTES - 2);
  return bare;
}

/** Where the data of a scan end: zero bytes and restarts belong to them. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return bytes.byteLength;
}

/** EXIF that says how the picture is turned and nothing else; nothing for one that is upright. */
function turnSegment(orientation: number): Uint8Array | undefined {
  if (orientation === 1) return undefined;
  const tiff = [
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ];
  const content = [...EXIF].map((character) => character.charCodeAt(0)).concat(tiff);
  const segment = Uint8Array.from([0xff, APP1, 0, content.length + 2, ...content]);
  turns.add(segment);
  return segment;
}

const PNG_SIGNATURE_BYTES = 8;
/** Animations end with their first picture: to readers that do not know them the other chunks are nothing. */
const PNG_SHOWN = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS'],
  ...['cHRM', 'cICP', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'bKGD', 'pHYs'],
]);

function pngParts(bytes: Uint8Array): Parts | undefined {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, PNG_SIGNATURE_BYTES)];
  for (let at = PNG_SIGNATURE_BYTES; at + 12 <= bytes.byteLength && parts.length < MAX_PARTS; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.byteLength) return undefined;
    const type = latin1(bytes, at + 4, 4);
    if (PNG_SHOWN.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return parts;
    at = end;
  }
  return undefined;
}

const RIFF_HEAD_BYTES = 12;
const WEBP_SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Of the flags in VP8X: there is EXIF, there is XMP. */
const WEBP_TOLD = 0x0c;

/** RFC 9649. */
function webpParts(bytes: Uint8Array): Parts | undefined {
  const view = viewOf(bytes);
  if (bytes.byteLength < RIFF_HEAD_BYTES) return undefined;
  const whole = 8 + view.getUint32(4, true);
  if (whole > bytes.byteLength) return undefined;
  const chunks: Uint8Array[] = [];
  for (let at = RIFF_HEAD_BYTES; at + 8 <= whole && chunks.length <= MAX_PARTS; ) {
    const size = view.getUint32(at + 4, true);
    // The last one may lack the byte that makes its length even.
    const end = Math.min(at + 8 + size + (size % 2), whole);
    if (at + 8 + size > whole) return undefined;
    const type = latin1(bytes, at, 4);
    if (WEBP_SHOWN.has(type)) chunks.push(type === 'VP8X' ? silent(bytes.slice(at, end)) : bytes.subarray(at, end));
    at = end;
  }
  const head = bytes.slice(0, RIFF_HEAD_BYTES);
  const content = chunks.reduce((sum, { byteLength }) => sum + byteLength, 4);
  viewOf(head).setUint32(4, content, true);
  return chunks.length === 0 || chunks.length > MAX_PARTS ? undefined : [head, ...chunks];
}

function silent(vp8x: Uint8Array): Uint8Array {
  vp8x[8] = (vp8x[8] ?? 0) & ~WEBP_TOLD;
  return vp8x;
}

const GIF_HEAD_BYTES = 13;
const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b] as const;
const [GRAPHIC_CONTROL, APPLICATION] = [0xf9, 0xff] as const;
/** How often an animation is played. */
const GIF_LOOPS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

/** GIF89a: blocks to the trailer; comments, and what applications say of themselves, are left out. */
function gifParts(bytes: Uint8Array): Parts | undefined {
  const table = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const start = GIF_HEAD_BYTES + table(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, start)];
  for (let at = start; at < bytes.byteLength && parts.length < MAX_PARTS; ) {
    const kind = bytes[at];
    if (kind === TRAILER) return [...parts, bytes.subarray(at, at + 1)];
    if (kind !== EXTENSION && kind !== IMAGE) return undefined;
    const end = endOfBlocks(bytes, kind === EXTENSION ? at + 2 : at + 11 + table(bytes[at + 9] ?? 0));
    if (end === undefined) return undefined;
    const label = bytes[at + 1];
    const isLoop = label === APPLICATION && GIF_LOOPS.has(latin1(bytes, at + 3, 11));
    if (kind === IMAGE || label === GRAPHIC_CONTROL || isLoop) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

function endOfBlocks(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at < bytes.byteLength; ) {
    const size = bytes[at] ?? 0;
    if (size === 0) return at + 1;
    at += 1 + size;
  }
  return undefined;
}
