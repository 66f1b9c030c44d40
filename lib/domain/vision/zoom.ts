import type { ImageSize } from './image-size.ts';

/** How a picture is shown in a view that scrolls. At a scale of 1 one pixel of it is one CSS pixel. */

export const ZOOM_PRESETS = [0.5, 0.75, 1, 1.5, 2, 3] as const;
export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 8;
/** Beyond it, pixels are meant to be seen; up to it a small picture is enlarged to fit. */
export const CRISP_ABOVE = 2;

/** One press of a button or key. */
const STEP = 1.25;
/** Of a wheel's pixels, or a trackpad's pinch, which browsers report as such. */
const WHEEL_RATE = 0.0025;
const PINCH_RATE = 0.01;
/** What a browser calls a line or a page of a wheel (UI Events, deltaMode). */
const DELTA_PX = [1, 16, 400];
/** A notch of a wheel counts for 100 and more: two steps at once would skip over what was looked for. */
const MAX_WHEEL_PX = 120;

export const clampZoom = (scale: number): number => Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, scale));

/** The scale at which all of a picture is seen, as large as it goes. A very large one may be smaller than `MIN_ZOOM`. */
export function fitZoom(picture: ImageSize, view: ImageSize): number {
  const scale = Math.min(view.width / picture.width, view.height / picture.height);
  return Number.isFinite(scale) && scale > 0 ? Math.min(scale, CRISP_ABOVE) : 1;
}

/** One step in or out, over the presets, none of which is passed by. @param direction 1 in, -1 out */
export function stepZoom(scale: number, direction: 1 | -1): number {
  const next = direction === 1 ? scale * STEP : scale / STEP;
  const passed = ZOOM_PRESETS.filter(
    (preset) => (preset - scale) * direction > 1e-6 && (next - preset) * direction > 0,
  );
  return clampZoom((direction === 1 ? passed[0] : passed.at(-1)) ?? next);
}

export interface WheelTurn {
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** What a wheel or a pinch on a trackpad makes of a scale. */
export function wheelZoom(scale: number, { deltaY, deltaMode }: WheelTurn): number {
  const px = deltaY * (DELTA_PX[deltaMode] ?? 1);
  const rate = Math.abs(px) < 50 && deltaMode === 0 ? PINCH_RATE : WHEEL_RATE;
  return clampZoom(scale * Math.exp(-Math.max(-MAX_WHEEL_PX, Math.min(MAX_WHEEL_PX, px)) * rate));
}

/** What a key asks for: a step, or the whole picture. */
export const zoomKey = (key: string): 1 | -1 | 'fit' | undefined =>
  (({ '+': 1, '=': 1, '-': -1, _: -1, '0': 'fit' }) as const)[key];

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The size of a picture as it is shown: whole CSS pixels, so that nothing over it is rounded another way. */
export const shownSize = (picture: ImageSize, scale: number): ImageSize => ({
  width: Math.max(1, Math.round(picture.width * scale)),
  height: Math.max(1, Math.round(picture.height * scale)),
});

/** What is left free before a picture that is smaller than its view, on either side. */
export const marginsOf = (shown: ImageSize, view: ImageSize): Place => ({
  x: Math.max(0, Math.floor((view.width - shown.width) / 2)),
  y: Math.max(0, Math.floor((view.height - shown.height) / 2)),
});

export interface ZoomChange {
  readonly from: ImageSize;
  readonly to: ImageSize;
  readonly view: ImageSize;
  /** How far it is scrolled. */
  readonly scroll: Place;
  /** The point of the view that stays where it is. */
  readonly point: Place;
}

/** How far to scroll, so that what lies under a point still lies there in another size; never beyond the picture. */
export function scrollAfterZoom({ from, to, view, scroll, point }: ZoomChange): Place {
  const [before, after] = [marginsOf(from, view), marginsOf(to, view)];
  const along = (axis: 'x' | 'y', side: 'width' | 'height') => {
    // A point beside the picture stands for its nearest one.
    const share = Math.max(0, Math.min(1, (scroll[axis] + point[axis] - before[axis]) / from[side]));
    const wanted = share * to[side] + after[axis] - point[axis];
    return Math.max(0, Math.min(wanted, to[side] - view[side]));
  };
  return { x: along('x', 'width'), y: along('y', 'height') };
}
