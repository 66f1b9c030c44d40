/** A decoded picture: RGB, three bytes a pixel, rows from the top, as displayed. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}
