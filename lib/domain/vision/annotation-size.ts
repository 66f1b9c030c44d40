import type { ImageSize } from './image-size.ts';

/** Above it Safari on iOS has a canvas that stays blank. */
export const MAX_CANVAS_PIXELS = 16_777_216;

/** The longer side of a picture on a screen: on a larger one, lines and letters are larger, so that they look the same. */
const SCREEN_PX = 1_280;

/** How large a copy with boxes in it is: as the picture, unless a canvas cannot be so large. */
export function annotationSize({ width, height }: ImageSize): ImageSize {
  const scale = Math.min(1, Math.sqrt(MAX_CANVAS_PIXELS / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** What a CSS pixel of the page's lines and letters is in such a copy. */
export const annotationUnit = ({ width, height }: ImageSize): number =>
  Math.max(1, Math.max(width, height) / SCREEN_PX);
