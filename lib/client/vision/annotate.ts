import type { Finding } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';

export async function annotate(
  picture: Blob,
  _drawn: { readonly findings: readonly Finding[]; readonly coordinates: ImageSize },
): Promise<{ readonly png: Blob; readonly size: ImageSize }> {
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return { png: await canvas.convertToBlob(), size: bitmap };
}
