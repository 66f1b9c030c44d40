import type { Layer } from './findings.ts';

/** How a layer's boxes look, on the page and in an annotated picture. */
export interface LayerLook {
  /** Of the line and of the label's ground; it lies on pictures, whatever the theme. */
  readonly colour: string;
  /** Lengths of dashes and gaps in CSS pixels, as of an SVG's `stroke-dasharray`; empty: a line without gaps. */
  readonly dash: readonly number[];
  /** In CSS pixels. */
  readonly linePx: number;
  /** The dark line under it, in CSS pixels. */
  readonly underPx: number;
  /** Whether its boxes have a label of their own before they are pointed at. */
  readonly isLabelled: boolean;
}

/** Told apart by their lines too, by whoever does not see colours. */
export const LAYER_LOOKS: Readonly<Record<Layer, LayerLook>> = {
  objects: { colour: '#4ee6c0', dash: [], linePx: 2, underPx: 4, isLabelled: true },
  // What is written stands in the picture already: a label would only cover it, and a thick line too. The dark line is
  // seen in the gaps alone.
  text: { colour: '#ffd23f', dash: [8, 4], linePx: 1.25, underPx: 1.25, isLabelled: false },
  faces: { colour: '#ff9ce0', dash: [2, 3], linePx: 2, underPx: 4, isLabelled: true },
  other: { colour: '#a9c8ff', dash: [10, 3, 2, 3], linePx: 2, underPx: 4, isLabelled: true },
};

/** Under every line, so that it is seen on a picture of any lightness; and what is written on labels. */
export const INK = '#0c1116';

export const LABEL = { fontPx: 12, weight: 600, heightPx: 18, paddingPx: 5, maxWidthPx: 180 } as const;
