import { MAX_PICTURE_BYTES, MAX_PICTURE_FILE_PIXELS, MAX_PICTURE_SIDE_PX } from '#lib/contract/picture-limits.ts';
import { type ImageType, imageTypeOf } from '#lib/contract/vision.ts';
import { barePicture } from '#lib/domain/vision/bare-picture.ts';
import { imageSize } from '#lib/domain/vision/image-size.ts';
import { parseShrinkRequest, type ShrinkAnswer, type ShrinkFault } from './shrink-protocol.ts';

// Decoding a photo takes a tenth of a second and more, and must not hold up the page.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseShrinkRequest(data);
  if (request !== undefined) void answer(request.id, request.file).then((told) => self.postMessage(told));
});

async function answer(id: number, file: Blob): Promise<ShrinkAnswer> {
  try {
    const made = await shrink(file);
    return typeof made === 'string' ? { id, fault: made } : { id, picture: made };
  } catch {
    // What no decoder takes throws, each browser in its own words.
    return { id, fault: 'broken' };
  }
}

async function shrink(file: Blob): Promise<Blob | ShrinkFault> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const type = imageTypeOf(bytes);
  if (type === undefined) return 'type';
  const size = imageSize(bytes);
  if (size === undefined) return 'broken';
  // Asked before it is decoded: four bytes a pixel.
  if (size.width * size.height > MAX_PICTURE_FILE_PIXELS) return 'pixels';
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' });
  try {
    const bare = barePicture(bytes);
    const fits = Math.max(size.width, size.height) <= MAX_PICTURE_SIDE_PX;
    // As it is, to the pixel. Not what some readers would show lying on its side, nor what moves: models see its first
    // picture only, and some refuse the whole.
    if (bare !== undefined && fits && !bare.isTurned && type !== 'image/gif') {
      if (bare.bytes.byteLength <= MAX_PICTURE_BYTES) return new Blob([bare.bytes], { type });
    }
    return await encode(bitmap, type);
  } finally {
    bitmap.close();
  }
}

interface Form extends ImageEncodeOptions {
  readonly type: ImageType;
  readonly mostBytes: number;
}

const [PNG, WEBP, JPEG] = ['image/png', 'image/webp', 'image/jpeg'] as const;
const lossy = (type: ImageType): Form[] =>
  [0.85, 0.7].map((quality) => ({ type, quality, mostBytes: MAX_PICTURE_BYTES }));

/** In the order of trying. Drawings and screenshots stay exact where that is small; what is see-through stays so. */
const FORMS: Readonly<Record<ImageType, readonly Form[]>> = {
  'image/jpeg': lossy(JPEG),
  'image/webp': [...lossy(WEBP), { type: PNG, mostBytes: MAX_PICTURE_BYTES }],
  'image/png': [{ type: PNG, mostBytes: MAX_PICTURE_BYTES / 4 }, ...lossy(WEBP), ...lossy(JPEG)],
  'image/gif': [{ type: PNG, mostBytes: MAX_PICTURE_BYTES / 4 }, ...lossy(WEBP), ...lossy(JPEG)],
};

/** Smaller ones are tried only where the largest does not fit. */
const SIDES_PX = [MAX_PICTURE_SIDE_PX, 1_536, 1_024, 512];

async function encode(bitmap: ImageBitmap, type: ImageType): Promise<Blob | ShrinkFault> {
  for (const sidePx of SIDES_PX) {
    const canvas = draw(bitmap, sidePx);
    for (const { mostBytes, ...form } of FORMS[type]) {
      const blob = await canvas.convertToBlob(form);
      // Where a form is unknown, the browser makes a PNG and says so.
      if (blob.type === form.type && blob.size <= mostBytes) return blob;
    }
  }
  return 'broken';
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
