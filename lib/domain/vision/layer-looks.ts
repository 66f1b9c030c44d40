import type { Layer } from './findings.ts';

/** How a layer's boxes look, on the page and in an annotated picture. */
export interface LayerLook {
  /** Of the line and of the label's ground; it lies on pictures, whatever the theme. */
  readonly colour: string;
  /** Lengths of dashes and gaps in CSS pixels, as of an SVG's `stroke-dasharray`; empty: a line without gaps. */
  readonly dash: readonly number[];
}

/** Told apart by their lines too, by whoever does not see colours. */
export const LAYER_LOOKS: Readonly<Record<Layer, LayerLook>> = {
  objects: { colour: '#4ee6c0', dash: [] },
  text: { colour: '#ffd23f', dash: [8, 4] },
  faces: { colour: '#ff9ce0', dash: [2, 3] },
  other: { colour: '#a9c8ff', dash: [10, 3, 2, 3] },
};

/** Under every line, so that it is seen on a picture of any lightness; and what is written on labels. */
export const INK = '#0c1116';

export const LINE_PX = 2;
export const UNDERLINE_PX = 4;

export const LABEL = { fontPx: 12, weight: 600, heightPx: 18, paddingPx: 5, maxWidthPx: 180 } as const;
