import { shareInside } from './boxes.ts';
import type { Boxed } from './reading-order.ts';

/** Of the smaller box. */
const DOUBLE = 0.5;

/** Leaves of lines that lie one in the other the one that says more, and more surely: the other is its ground or its inside. */
export function withoutDoubles<T extends Boxed & { readonly text: string; readonly confidence: number }>(
  lines: readonly T[],
): T[] {
  const weightOf = ({ text, confidence }: T) => confidence * [...text].length;
  const kept: T[] = [];
  for (const line of lines.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    if (!kept.some((other) => shareInside(other.box, line.box) > DOUBLE)) kept.push(line);
  }
  return lines.filter((line) => kept.includes(line));
}
