import type { Box } from '#lib/contract/vision.ts';

interface Boxed {
  readonly box: Box;
}

/** Two boxes are on one line when they share this part of the lower one's height. */
const SAME_LINE = 0.5;
/** By the height of the lines: the strip between two columns, and how wide their lines are. Prices beside their goods are no column. */
const [GUTTER, COLUMN] = [0.8, 6];
/** On each side of the strip. */
const MIN_LINES = 3;

/** Sorts lines as they are read: from the top down, from left to right on one height, and column by column where columns are clear. */
export function inReadingOrder<T extends Boxed>(lines: readonly T[]): T[] {
  const bands = bandsOf(lines);
  const ordered: T[] = [];
  for (let first = 0; first < bands.length; ) {
    const { columns, end } = widestColumns(bands, first);
    ordered.push(...(columns === undefined ? lineByLine(bands[first] ?? []) : columns.flatMap(inReadingOrder)));
    first = end;
  }
  return ordered;
}

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

function covers(a: Box, b: Box): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return false;
  return width * height > DOUBLE * Math.min(a.width * a.height, b.width * b.height);
}

/** Parts lines where nothing is written from the left to the right. */
function bandsOf<T extends Boxed>(lines: readonly T[]): T[][] {
  const bands: T[][] = [];
  let bottom = Number.NEGATIVE_INFINITY;
  for (const line of lines.toSorted((a, b) => a.box.y - b.box.y)) {
    if (line.box.y >= bottom) bands.push([]);
    bands.at(-1)?.push(line);
    bottom = Math.max(bottom, line.box.y + line.box.height);
  }
  return bands;
}

/** The columns that reach from a band as far down as any do; the end is the first band that is no part of them. */
function widestColumns<T extends Boxed>(bands: readonly T[][], first: number) {
  for (let end = bands.length; end > first; end--) {
    const columns = columnsOf(bands.slice(first, end).flat());
    if (columns !== undefined) return { columns, end };
  }
  return { columns: undefined, end: first + 1 };
}

function columnsOf<T extends Boxed>(lines: readonly T[]): [T[], T[]] | undefined {
  if (lines.length < 2 * MIN_LINES) return undefined;
  const height = median(lines.map(({ box }) => box.height));
  const sorted = lines.toSorted((a, b) => a.box.x - b.box.x);
  let right = Number.NEGATIVE_INFINITY;
  for (const [index, { box }] of sorted.entries()) {
    const sides: [T[], T[]] = [sorted.slice(0, index), sorted.slice(index)];
    if (box.x - right >= GUTTER * height && sides.every((side) => isColumn(side, height))) return sides;
    right = Math.max(right, box.x + box.width);
  }
  return undefined;
}

const isColumn = (lines: readonly Boxed[], height: number) =>
  lines.length >= MIN_LINES && median(lines.map(({ box }) => box.width)) >= COLUMN * height;

function lineByLine<T extends Boxed>(band: readonly T[]): T[] {
  const rows: T[][] = [];
  for (const line of band) {
    const row = rows.find(([first]) => first !== undefined && isSameLine(first.box, line.box));
    if (row === undefined) rows.push([line]);
    else row.push(line);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.box.x - b.box.x));
}

function isSameLine(a: Box, b: Box): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return shared >= SAME_LINE * Math.min(a.height, b.height);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
