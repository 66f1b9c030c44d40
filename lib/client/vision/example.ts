import type { VisionExample } from '#lib/domain/vision/examples.ts';

/** @throws Error when it cannot be had */
export async function fetchExample({ id, src }: VisionExample): Promise<File> {
  const response = await fetch(src);
  if (!response.ok) throw new Error(`GET ${src} answered ${response.status}`);
  const blob = await response.blob();
  return new File([blob], src.split('/').at(-1) ?? id, { type: blob.type });
}
