import type { Box } from '#lib/contract/vision.ts';
import type { Finding } from '#lib/domain/vision/findings.ts';

/** The picture that is looked at, in pixels as displayed. */
export interface ViewedPicture {
  readonly src: string;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A finding that can be drawn. */
export interface PlacedFinding extends Finding {
  readonly box: Box;
}

export const isPlaced = (finding: Finding): finding is PlacedFinding => finding.box !== undefined;

/** How a picture is shown. */
export interface Zoom {
  /** 1: a pixel of the picture is a CSS pixel. */
  readonly scale: number;
  readonly isFit: boolean;
}
