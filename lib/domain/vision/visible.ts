import type { Finding, Layer } from './findings.ts';

/** What somebody wants to see. */
export interface Shown {
  readonly layers: ReadonlySet<Layer>;
  /** From 0 to 1; what is less certain is left out. */
  readonly minConfidence: number;
}

/** Findings that are to be seen. Of one that nobody put a figure to nothing says that it is uncertain. */
export const visibleFindings = (findings: readonly Finding[], { layers, minConfidence }: Shown): Finding[] =>
  findings.filter(({ layer, confidence }) => layers.has(layer) && (confidence ?? 1) >= minConfidence);
