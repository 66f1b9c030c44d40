import type { ComponentType } from 'react';
import type { Extent } from '#lib/std/scale.ts';
import type { Shown } from './looks.ts';
import type { Place, Point, View } from './view.ts';

/** How figures are drawn. What all charts have in common, their axes, legend, readout and table, asks for it. */
export interface ChartKind {
  /** Its legend shows pieces of lines. */
  readonly isLine: boolean;
  /** What the axis has to hold. @returns undefined where there is nothing to draw */
  extentOf(shown: readonly Shown[]): Extent | undefined;
  /** The highest that is drawn. */
  peakOf(view: View): { readonly index: number; readonly value: number } | undefined;
  /** Where a step is pointed at, from the left edge. */
  xOfStep(view: View, index: number): number;
  /** What somebody means who points at a place. */
  pick(view: View, place: Place): Point;
  readonly Plot: ComponentType<{ view: View }>;
  /** What shows where somebody is. */
  readonly Cursor: ComponentType<{ view: View; point: Point }>;
}
