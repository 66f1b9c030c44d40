import type { Plane } from './ink.ts';
import type { Shape } from './ink-shapes.ts';

/** Shapes that stand in a row like the characters of a line. Ends are exclusive. */
export interface Row {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly ink: number;
  /** The height of its highest shape. */
  readonly glyphPx: number;
  readonly shapes: readonly Shape[];
}

const MIN_GLYPH_PX = 5;
/** Of the height of the picture. */
const MOST = 0.8;
const MIN_ROW_PX = 7;
/** A row of one or two shapes is a speck when it is as low as the smallest line, and a thing when it fills the picture. */
const LONE = { shapes: 2, leastPx: 12, most: 0.5 };
/** Width by height; letters that touch are one shape. */
const MAX_GLYPH_ASPECT = 25;
/** Frames and rules: much longer than high, and nearly empty. */
const FRAME = { aspect: 2.5, fill: 0.1 };
/** Capitals and small letters, ideographs and their parts. */
const MAX_HEIGHT_RATIO = 2.5;
/** Of the greater height: within words and between them, then across full-width marks and an ideograph of flat strokes. */
const [NEAR, FAR] = [0.8, 1.3];
/** How far a dot or a mark may stand out of its line, and how high it may be, by the line's height. */
const MARK = { out: 0.3, gap: 0.8, height: 0.6, width: 3, shapes: 4, least: 0.05 };

/** A line that slopes a little is higher than its characters. */
const MAX_DRIFT = 1.8;

type Size = Pick<Plane, 'width' | 'height'>;
type Area = Pick<Shape, 'x0' | 'y0' | 'x1' | 'y1'>;

const heightOf = (area: Area) => area.y1 - area.y0;
const widthOf = (area: Area) => area.x1 - area.x0;
const gapBetween = (a: Area, b: Area) => Math.max(a.x0, b.x0) - Math.min(a.x1, b.x1);
/** Of the lower one's height. */
const sharedHeight = (a: Area, b: Area) =>
  (Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0)) / Math.min(heightOf(a), heightOf(b));

/**
 * Finds the lines of writing among the shapes of a picture, of dark ink and of light ink: neighbours of like height
 * first, then what lies between and around them. Rows may still be texture; whether one can be read tells.
 *
 * @param size of the map that the shapes are of
 */
export function rowsOf(shapes: readonly Shape[], size: Size): Row[] {
  const candidates = shapes.filter((shape) => mayBeGlyph(shape, size));
  const glyphs = candidates.filter((shape) => heightOf(shape) >= MIN_GLYPH_PX);
  const marks = candidates.filter((shape) => heightOf(shape) < MIN_GLYPH_PX);
  const words = chain(glyphs.map(rowOf), areNeighbours);
  const lines = chain(gather(words, marks.map(rowOf)), continues);
  return withoutInner(lines.filter((row) => mayBeLine(row, size)));
}

function mayBeLine(row: Row, size: Size): boolean {
  if (row.shapes.length > LONE.shapes) return heightOf(row) >= MIN_ROW_PX && heightOf(row) <= MOST * size.height;
  return heightOf(row) >= LONE.leastPx && heightOf(row) <= LONE.most * size.height;
}

const rowOf = (shape: Shape): Row => ({ ...shape, glyphPx: heightOf(shape), shapes: [shape] });

function mayBeGlyph(shape: Shape, size: Size): boolean {
  const [width, height] = [widthOf(shape), heightOf(shape)];
  if (shape.area < 2 || height > MOST * size.height || width > MAX_GLYPH_ASPECT * Math.max(height, 4)) return false;
  return shape.area >= FRAME.fill * width * height || width < FRAME.aspect * height;
}

function areNeighbours(a: Row, b: Row): boolean {
  const [low, high] = [Math.min(heightOf(a), heightOf(b)), Math.max(heightOf(a), heightOf(b))];
  if (high > MAX_HEIGHT_RATIO * low || gapBetween(a, b) > NEAR * high) return false;
  return sharedHeight(a, b) >= 0.5;
}

function continues(a: Row, b: Row): boolean {
  const [low, high] = [Math.min(heightOf(a), heightOf(b)), Math.max(heightOf(a), heightOf(b))];
  if (high > MAX_HEIGHT_RATIO * low || gapBetween(a, b) > FAR * high) return false;
  // Two lines one above the other share little of their height, whatever their gap is.
  return sharedHeight(a, b) >= 0.6 && Math.max(a.y1, b.y1) - Math.min(a.y0, b.y0) <= 1.5 * high;
}

/** Gives every mark and every lone part to the line that it stands in; the longest lines choose first. */
function gather(words: readonly Row[], marks: readonly Row[]): Row[] {
  const lines = words.toSorted((a, b) => b.shapes.length - a.shapes.length);
  const taken = new Set<Row>();
  const index = createIndex([...words, ...marks]);
  const grown: Row[] = [];
  for (const line of lines) {
    if (taken.has(line)) continue;
    taken.add(line);
    let row = line;
    for (let grows = true; grows; ) {
      const found = index.near(row, heightOf(row) * MARK.out).filter((mark) => !taken.has(mark) && belongs(mark, row));
      for (const mark of found) taken.add(mark);
      grows = found.length > 0;
      row = unite([row, ...found]);
    }
    grown.push(row);
  }
  return grown;
}

function belongs(mark: Row, line: Row): boolean {
  const height = heightOf(line);
  if (mark.ink !== line.ink || gapBetween(mark, line) > MARK.gap * height) return false;
  if (mark.shapes.length > MARK.shapes || Math.max(widthOf(mark), heightOf(mark)) < MARK.least * height) return false;
  const out = Math.max(line.y0 - mark.y0, mark.y1 - line.y1);
  if (out <= 0.1 * height) return widthOf(mark) <= MARK.width * height;
  return out <= MARK.out * height && heightOf(mark) <= MARK.height * height && widthOf(mark) <= 1.2 * height;
}

/**
 * Joins what a relation of pairs links, the nearest first, as long as the whole stays as low as a line: in texture
 * everything is next to something, and a page of it must not become one line that swallows all others.
 */
function chain(rows: readonly Row[], isLinked: (a: Row, b: Row) => boolean): Row[] {
  const index = createIndex(rows);
  const numbers = new Map(rows.map((row, number) => [row, number]));
  const links = rows.flatMap((row, number) =>
    index.near(row, 0).flatMap((near) => {
      const other = numbers.get(near) ?? 0;
      const isLink = other > number && near.ink === row.ink && isLinked(row, near);
      return isLink ? [{ a: number, b: other, gap: gapBetween(row, near) }] : [];
    }),
  );
  const parents = rows.map((_, number) => number);
  const rootOf = (number: number): number => {
    let root = number;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[number] = root;
    return root;
  };
  const members = rows.map((row) => [row]);
  const areas = [...rows];
  for (const link of links.toSorted((one, other) => one.gap - other.gap)) {
    const [a, b] = [rootOf(link.a), rootOf(link.b)];
    const [one, other] = [areas[a], areas[b]];
    if (a === b || one === undefined || other === undefined) continue;
    const both = around(one, other);
    if (heightOf(both) > MAX_DRIFT * both.glyphPx) continue;
    areas[a] = both;
    parents[b] = a;
    members[a]?.push(...(members[b] ?? []));
  }
  return areas.flatMap((area, number) =>
    parents[number] === number ? [{ ...area, shapes: (members[number] ?? []).flatMap(({ shapes }) => shapes) }] : [],
  );
}

/** Without the shapes, which are gathered once at the end. */
const around = (a: Row, b: Row): Row => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
  glyphPx: Math.max(a.glyphPx, b.glyphPx),
  ink: a.ink,
  shapes: [],
});

const unite = (rows: readonly Row[]): Row => ({
  ...rows.reduce(around),
  shapes: rows.flatMap(({ shapes }) => shapes),
});

/** Of the highest shape's height. */
const SMALL = 0.5;

/** What is left of rows without what is as high as they are. */
export const smallShapesOf = (rows: readonly Row[]): Shape[] =>
  rows.flatMap(({ shapes, glyphPx }) => shapes.filter((shape) => heightOf(shape) < SMALL * glyphPx));

/** Of the row's height: wider than any space between words. */
const WIDE_GAP = 0.7;
/** The parts of a row with wide gaps between them, from the left: a picture and the words behind it, cells, a badge. */
export function partsOf(row: Row): Row[] {
  const parts: Row[] = [];
  for (const shape of row.shapes.toSorted((a, b) => a.x0 - b.x0)) {
    const last = parts.at(-1);
    const isApart = last === undefined || gapBetween(last, shape) >= WIDE_GAP * heightOf(row);
    parts.push(isApart ? rowOf(shape) : unite([...parts.splice(-1), rowOf(shape)]));
  }
  return parts;
}

const CELL_PX = 32;

/** Finds rows by where they are, so that texture of ten thousand shapes is not compared pair by pair. */
function createIndex(rows: readonly Row[]) {
  const cells = new Map<number, Row[]>();
  const visit = (area: Area, see: (cell: number) => void) => {
    const [top, bottom] = [Math.floor(area.y0 / CELL_PX), Math.floor((area.y1 - 1) / CELL_PX)];
    const [left, right] = [Math.floor(area.x0 / CELL_PX), Math.floor((area.x1 - 1) / CELL_PX)];
    for (let y = Math.max(0, top); y <= bottom; y++) for (let x = Math.max(0, left); x <= right; x++) see(y * 4096 + x);
  };
  for (const row of rows) {
    visit(row, (cell) => {
      const there = cells.get(cell);
      if (there === undefined) cells.set(cell, [row]);
      else there.push(row);
    });
  }
  return {
    /** What may stand within reach to the left or right, or `margin` above or below. */
    near(row: Row, margin: number): Row[] {
      const reach = FAR * MAX_HEIGHT_RATIO * heightOf(row);
      const found = new Set<Row>();
      const area = { x0: row.x0 - reach, x1: row.x1 + reach, y0: row.y0 - margin, y1: row.y1 + margin };
      visit(area, (cell) => {
        for (const other of cells.get(cell) ?? []) if (other !== row) found.add(other);
      });
      return [...found];
    },
  };
}

/** Letters cover less of their boxes; what covers more is a ground that is written on. */
const GROUND_FILL = 0.6;

/** The insides of letters make rows of their own, of the other ink: what lies within a taller row of letters is none. */
export function withoutInner(rows: readonly Row[]): Row[] {
  const index = createIndex(rows);
  return rows.filter((row) => !index.near(row, 0).some((other) => holds(other, row) && fillOf(other) < GROUND_FILL));
}

function holds(outer: Row, inner: Row): boolean {
  const width = Math.min(outer.x1, inner.x1) - Math.max(outer.x0, inner.x0);
  const height = Math.min(outer.y1, inner.y1) - Math.max(outer.y0, inner.y0);
  const isMost = width > 0 && height > 0 && width * height > 0.7 * boxOf(inner);
  return isMost && heightOf(outer) < 8 * heightOf(inner) && boxOf(outer) > boxOf(inner);
}

const boxOf = (area: Area) => widthOf(area) * heightOf(area);

function fillOf({ shapes }: Row): number {
  const area = shapes.reduce((sum, shape) => sum + shape.area, 0);
  return area / shapes.reduce((sum, shape) => sum + boxOf(shape), 1);
}
