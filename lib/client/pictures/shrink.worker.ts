import { MAX_PICTURE_FILE_PIXELS } from '#lib/contract/picture-limits.ts';
import { type ImageType, imageTypeOf } from '#lib/contract/vision.ts';
import { barePicture } from '#lib/domain/vision/bare-picture.ts';
import { imageSize } from '#lib/domain/vision/image-size.ts';
import { type Told, toldByExif } from '#lib/domain/vision/told.ts';
import {
  type MadePicture,
  type PictureBounds,
  parseShrinkRequest,
  type ShrinkAnswer,
  type ShrinkFault,
} from './shrink-protocol.ts';

// Decoding a photo takes a tenth of a second and more, and must not hold up the page.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseShrinkRequest(data);
  if (request === undefined) return;
  void answer(request.id, request.file, request).then((told) => self.postMessage(told));
});

async function answer(id: number, file: Blob, bounds: PictureBounds): Promise<ShrinkAnswer> {
  try {
    const made = await shrink(file, bounds);
    return typeof made === 'string' ? { id, fault: made } : { id, made };
  } catch {
    // What no decoder takes throws, each browser in its own words.
    return { id, fault: 'broken' };
  }
}

async function shrink(file: Blob, bounds: PictureBounds): Promise<MadePicture | ShrinkFault> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const type = imageTypeOf(bytes);
  if (type === undefined) return 'type';
  const fileSize = imageSize(bytes);
  if (fileSize === undefined) return 'broken';
  // Asked before it is decoded: four bytes a pixel.
  if (fileSize.width * fileSize.height > MAX_PICTURE_FILE_PIXELS) return 'pixels';
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' });
  try {
    const bare = barePicture(bytes);
    const told = new Set<Told>(toldByExif(bytes));
    // Less of it is left: something stood there that was no picture.
    if (bare !== undefined && told.size === 0 && bare.bytes.byteLength < bytes.byteLength) told.add('other');
    const facts = { fileSize, removed: [...told] };
    const fits = Math.max(fileSize.width, fileSize.height) <= bounds.sidePx;
    // As it is, to the pixel. Not what some readers would show lying on its side, nor what moves: models see its first
    // picture only, and some refuse the whole.
    if (bare !== undefined && fits && !bare.isTurned && type !== 'image/gif') {
      if (bare.bytes.byteLength <= bounds.bytes) {
        return { ...facts, picture: new Blob([bare.bytes], { type }), size: fileSize };
      }
    }
    const drawn = await encode(bitmap, type, bounds);
    return drawn === undefined ? 'broken' : { ...facts, ...drawn };
  } finally {
    bitmap.close();
  }
}

interface Form extends ImageEncodeOptions {
  readonly type: ImageType;
  readonly mostBytes: number;
}

const [PNG, WEBP, JPEG] = ['image/png', 'image/webp', 'image/jpeg'] as const;

/** In the order of trying. Drawings and screenshots stay exact where that is small; what is see-through stays so. */
function formsOf(type: ImageType, mostBytes: number): readonly Form[] {
  const lossy = (as: ImageType): Form[] => [0.85, 0.7].map((quality) => ({ type: as, quality, mostBytes }));
  if (type === 'image/jpeg') return lossy(JPEG);
  if (type === 'image/webp') return [...lossy(WEBP), { type: PNG, mostBytes }];
  return [{ type: PNG, mostBytes: mostBytes / 4 }, ...lossy(WEBP), ...lossy(JPEG)];
}

/** Smaller ones are tried only where the largest does not fit. */
const SHARES = [1, 0.75, 0.5, 0.25];

async function encode(
  bitmap: ImageBitmap,
  type: ImageType,
  { sidePx, bytes }: PictureBounds,
): Promise<Pick<MadePicture, 'picture' | 'size'> | undefined> {
  for (const share of SHARES) {
    const canvas = draw(bitmap, sidePx * share);
    for (const { mostBytes, ...form } of formsOf(type, bytes)) {
      const blob = await canvas.convertToBlob(form);
      // Where a form is unknown, the browser makes a PNG and says so.
      if (blob.type === form.type && blob.size <= mostBytes) {
        return { picture: blob, size: { width: canvas.width, height: canvas.height } };
      }
    }
  }
  return undefined;
}

function draw(bitmap: ImageBitmap, sidePx: number): OffscreenCanvas {
  const scale = Math.min(1, sidePx / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw on');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
