import type { Rect } from './label-layout.ts';
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
    if (!kept.some((other) => covers(other.box, line.box))) kept.push(line);
  }
  return lines.filter((line) => kept.includes(line));
}

function covers(a: Rect, b: Rect): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return false;
  return width * height > DOUBLE * Math.min(a.width * a.height, b.width * b.height);
}
