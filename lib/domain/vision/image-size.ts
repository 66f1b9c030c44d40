import { imageTypeOf } from '#lib/contract/vision.ts';
import { exifOrientation } from './exif.ts';

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A JPEG's size stands behind its metadata, which may hold a thumbnail and a colour profile. */
export const IMAGE_HEAD_BYTES = 256 * 1024;

/**
 * The size of a picture as it is displayed, told by its first bytes: nothing is decoded.
 *
 * @param head the first `IMAGE_HEAD_BYTES`, or all. @returns undefined when they do not tell
 */
export function imageSize(head: Uint8Array): ImageSize | undefined {
  const type = imageTypeOf(head);
  if (type === undefined) return undefined;
  const size = READERS[type](new DataView(head.buffer, head.byteOffset, head.byteLength));
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

type Reader = (view: DataView) => ImageSize | undefined;

const READERS: Readonly<Record<NonNullable<ReturnType<typeof imageTypeOf>>, Reader>> = {
  'image/png': (view) => within(view, 24, () => ({ width: view.getUint32(16), height: view.getUint32(20) })),
  'image/gif': (view) => within(view, 10, () => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) })),
  'image/webp': webpSize,
  'image/jpeg': jpegSize,
};

/** Every read behind it lies before `end`. */
const within = <T>(view: DataView, end: number, read: () => T): T | undefined =>
  end <= view.byteLength ? read() : undefined;

const fourCc = (view: DataView, at: number): string =>
  within(view, at + 4, () => String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))) ?? '';

/** RFC 9649: lossy, lossless, or extended with a canvas of its own. */
function webpSize(view: DataView): ImageSize | undefined {
  return within(view, 30, () => {
    switch (fourCc(view, 12)) {
      case 'VP8 ':
        return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
      case 'VP8L': {
        const bits = view.getUint32(21, true);
        return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
      }
      case 'VP8X': {
        const uint24 = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
        return { width: uint24(24) + 1, height: uint24(27) + 1 };
      }
      default:
        return;
    }
  });
}

const SOF_EXCEPTIONS = new Set([0xc4, 0xc8, 0xcc]);
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && !SOF_EXCEPTIONS.has(marker);
/** Markers without a length: TEM, RST0 to RST7, SOI. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** From this orientation on the sides change places. */
const QUARTER_TURN = 5;

/** ITU-T T.81, annex B: segment after segment until the one that begins a frame. */
function jpegSize(view: DataView): ImageSize | undefined {
  let turned: boolean | undefined;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Any number of FF may fill up before a marker.
    if (marker === 0xff) at++;
    else if (isBare(marker)) at += 2;
    else if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return undefined;
    else if (isFrame(marker)) {
      return within(view, at + 9, () => {
        const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
        return turned ? { width: height, height: width } : { width, height };
      });
    } else {
      // The first counts: reading thousands of them would take a while.
      if (marker === APP1 && fourCc(view, at + 4) === 'Exif') turned ??= exifOrientation(view, at + 10) >= QUARTER_TURN;
      at += 2 + view.getUint16(at + 2);
    }
  }
  return undefined;
}
