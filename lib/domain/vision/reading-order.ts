import type { Rect } from './rect.ts';

/** Something with a place on a picture. */
export interface Boxed {
  readonly box: Rect;
}

/** Lines share a row when they overlap by so much of the lower one's height. */
const SAME_ROW = 0.5;
/** Columns are of lines so many times as long as they are high; cells of a table are shorter, and are read across. */
const COLUMN_LINE = 5;

/**
 * What is written as it is read: from left to right and from top to bottom, column after column.
 *
 * @returns rows; what stands in one is read without a break
 */
export function readingRows<T extends Boxed>(lines: readonly T[]): T[][] {
  return blocksOf(bandsOf(lines)).flatMap((block) => {
    const gutter = gutterOf(block);
    if (gutter !== undefined && isColumns(block, gutter)) {
      const [left, right] = [block.filter(({ box }) => box.x < gutter), block.filter(({ box }) => box.x >= gutter)];
      return [...readingRows(left), ...readingRows(right)];
    }
    return bandsOf(block).flatMap(rowsOf);
  });
}

const byTop = (one: Boxed, other: Boxed): number => one.box.y - other.box.y || one.box.x - other.box.x;
const byLeft = (one: Boxed, other: Boxed): number => one.box.x - other.box.x || one.box.y - other.box.y;
const bottomOf = ({ box }: Boxed): number => box.y + box.height;

/** Cut wherever a straight line goes from side to side between the lines. */
function bandsOf<T extends Boxed>(lines: readonly T[]): T[][] {
  const bands: T[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const line of lines.toSorted(byTop)) {
    if (line.box.y >= end) bands.push([]);
    bands.at(-1)?.push(line);
    end = Math.max(end, bottomOf(line));
  }
  return bands;
}

/** Bands through which one gutter goes belong together. */
function blocksOf<T extends Boxed>(bands: readonly T[][]): T[][] {
  const blocks: T[][] = [];
  for (const band of bands) {
    const last = blocks.at(-1);
    const both = last === undefined ? undefined : [...last, ...band];
    if (both === undefined || gutterOf(both) === undefined) blocks.push(band);
    else blocks[blocks.length - 1] = both;
  }
  return blocks;
}

/** Where the second column begins, at the widest gap that goes from top to bottom and is wider than letters stand apart. */
function gutterOf(lines: readonly Boxed[]): number | undefined {
  const heights = lines.map(({ box }) => box.height).toSorted((one, other) => one - other);
  let widest = (heights[heights.length >> 1] ?? 0) / 2;
  let gutter: number | undefined;
  let end = Number.POSITIVE_INFINITY;
  for (const { box } of lines.toSorted(byLeft)) {
    if (box.x - end > widest) [widest, gutter] = [box.x - end, box.x];
    end = end === Number.POSITIVE_INFINITY ? box.x + box.width : Math.max(end, box.x + box.width);
  }
  return gutter;
}

function isColumns(block: readonly Boxed[], gutter: number): boolean {
  const sides = [block.filter(({ box }) => box.x < gutter), block.filter(({ box }) => box.x >= gutter)];
  return sides.every((side) => {
    const rows = bandsOf(side).flatMap(rowsOf);
    // Not of the whole row: that of a table is as long as the table is wide.
    const isLong = (row: readonly Boxed[]) => row.some(({ box }) => box.width >= box.height * COLUMN_LINE);
    return rows.length > 1 && rows.filter(isLong).length * 2 > rows.length;
  });
}

/** Of a band whose lines overlap, as those of a picture taken askew do. */
function rowsOf<T extends Boxed>(band: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (const line of band.toSorted(byTop)) {
    const row = rows.findLast((known) => isSameRow(known.at(-1)?.box, line.box));
    if (row === undefined) rows.push([line]);
    else row.push(line);
  }
  return rows.map((row) => row.toSorted(byLeft));
}

function isSameRow(one: Rect | undefined, other: Rect): boolean {
  if (one === undefined) return false;
  const shared = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return shared >= SAME_ROW * Math.min(one.height, other.height);
}

/** Scripts that leave no room between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** What stands between two pieces of one row. */
export function gapBetween(before: string, after: string): '' | ' ' {
  const [last, next] = [[...before].at(-1), [...after][0]];
  return last !== undefined && next !== undefined && UNSPACED.test(last) && UNSPACED.test(next) ? '' : ' ';
}
