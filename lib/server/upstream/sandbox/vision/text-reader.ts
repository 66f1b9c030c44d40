import { withoutDoubles } from '#lib/domain/vision/doubles.ts';
import { greyOf, inkMap } from '#lib/domain/vision/ink.ts';
import { shapesOf } from '#lib/domain/vision/ink-shapes.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { readingRows } from '#lib/domain/vision/reading-order.ts';
import { type InkedRow, inkedRow, type RowSource } from '#lib/domain/vision/row-picture.ts';
import { partsOf, type Row, rowsOf, smallShapesOf, withoutInner } from '#lib/domain/vision/text-rows.ts';
import { hasIdeograph } from '#lib/domain/vision/text-spacing.ts';
import { createLineReader, type LineReader, type Manner, type Script, type TextLine, widthOf } from './line-reader.ts';

export interface TextFound {
  /** All lines in reading order. */
  readonly content: string;
  readonly lines: readonly TextLine[];
  /** Further down, for which the time was too short. */
  readonly unreadLines: number;
}

/** Reads Chinese and English. */
export interface TextReader {
  read(raster: Raster): Promise<TextFound>;
  /** It has come to its end and reads nothing any more. */
  readonly isOver: boolean;
  close(): Promise<void>;
}

/** Lines are looked for in so many pixels; they are read in those of the raster. */
const MAP_PIXELS = 4_000_000;
/** The head of a page, at the height that lines are read at: all of a picture that is no page, and what the page's script is told by. */
const HEAD_WIDTH_PX = 16_000;
/** A picture is a page, and read beyond its head, where so many of the rows there could be read. */
const PAGE_SHARE = 0.5;
/** Enough that both engines always have a line to read; each holds a part of the picture. */
const LINES_AT_ONCE = 4;
/** Well before those who wait for the analysis give up. */
const MAX_MS = 20_000;
/** Below it a line is texture that looks like writing, less likely so on an even ground. */
const [MIN_CONFIDENCE, MIN_CONFIDENCE_PLAIN] = [0.5, 0.3];
/** One of few characters must be surer and larger; as sure, whatever is a single stain of ink. */
const SHORT = { characters: 2, confidence: 0.8, heightPx: 12 };
/** Narrower than that, by its length, a single stain is a stroke: a highlight, a rule, and no `i`. */
const STROKE = 0.3;
/** A line that is read less surely may be several things side by side. */
const [SURE, CLEARLY, BEYOND_DOUBT] = [0.9, 0.05, 0.95];
/** Of a hundred specks of noise two or three look like a letter: where no more rows can be read, short ones are chance. */
const CHANCE = { share: 0.05, characters: 4 };

/**
 * Starts a reader: two engines, each in a thread of its own.
 *
 * @param maxMs then no further line is begun
 * @throws when one of them cannot start; then none is left running
 */
export async function createTextReader({ maxMs = MAX_MS } = {}): Promise<TextReader> {
  const reader = await createLineReader();
  return {
    async read(raster) {
      const source = sourceOf(raster);
      const reading = createReading(reader, source, performance.now() + maxMs);
      const { head, tail } = likelyRows(source);
      const areMany = tail.length > 0;
      await reading.add(head, { script: 'any', areMany });
      // In texture there is no end of what looks like a line.
      if (reading.lines.length >= PAGE_SHARE * reading.rows)
        await reading.add(tail, { script: scriptOf(reading.lines), areMany });
      const ordered = readingRows(withoutDoubles(believed(reading.lines, reading.rows))).flat();
      const content = ordered.map(({ text }) => text).join('\n');
      return { content, lines: ordered, unreadLines: reading.unreadLines };
    },
    get isOver() {
      return reader.isOver;
    },
    close: reader.close,
  };
}

/** @param until by the clock of this process; what comes later is counted only */
function createReading(reader: LineReader, source: RowSource, until: number) {
  const lines: TextLine[] = [];
  let [rowCount, unreadLines] = [0, 0];
  return {
    lines,
    async add(rows: readonly InkedRow[], manner: Manner): Promise<void> {
      // One for all: each takes the next row when it is done with one.
      const waiting = rows.values();
      const readOn = async () => {
        for (const row of waiting) {
          if (performance.now() >= until) {
            unreadLines++;
            continue;
          }
          rowCount++;
          lines.push(...(await linesIn(row, { reader, source, manner })));
        }
      };
      await Promise.all(Array.from({ length: LINES_AT_ONCE }, readOn));
    },
    get rows() {
      return rowCount;
    },
    get unreadLines() {
      return unreadLines;
    },
  };
}

interface Reading {
  readonly reader: LineReader;
  readonly source: RowSource;
  readonly manner: Manner;
}

/** A row is one line, or several side by side where each is read more surely by itself; none, where it is no writing. */
async function linesIn(row: InkedRow, reading: Reading): Promise<readonly TextLine[]> {
  const whole = await credibleLines(row, reading);
  const parts = partsOf(row.row);
  if (parts.length === 1 || meanConfidence(whole) >= SURE || (whole.length === 0 && !row.isPlain)) return whole;
  const inked = parts.flatMap((part) => inkedRow(part, reading.source) ?? []);
  const read = await Promise.all(inked.map((part) => credibleLines(part, reading)));
  const lines = read.flat().filter(isNoPicture);
  return meanConfidence(lines) > meanConfidence(whole) + CLEARLY ? lines : whole;
}

async function credibleLines(row: InkedRow, { reader, source, manner }: Reading): Promise<readonly TextLine[]> {
  const line = await reader.read(row, source, manner);
  return isCredible(line, row) ? [line] : [];
}

/** By characters; 0 for no lines. */
function meanConfidence(lines: readonly TextLine[]): number {
  const count = lines.reduce((sum, { text }) => sum + text.length, 0);
  return lines.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / Math.max(1, count);
}

/** The script of a whole page, by its head. */
function scriptOf(lines: readonly TextLine[]): Script {
  return lines.some(({ text }) => hasIdeograph(text)) ? 'wide' : 'latin';
}

/** @param rows that were read */
function believed(lines: readonly TextLine[], rows: number): readonly TextLine[] {
  const isChance = lines.length < CHANCE.share * rows;
  return isChance ? lines.filter(({ text }) => charactersIn(text) > CHANCE.characters) : lines;
}

const charactersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

function isCredible({ text, confidence, box }: TextLine, { isPlain, row }: InkedRow): boolean {
  const characters = charactersIn(text);
  const isLone = row.shapes.length === 1;
  if (characters > SHORT.characters) {
    const least = isPlain ? MIN_CONFIDENCE_PLAIN : MIN_CONFIDENCE;
    return confidence >= (isLone ? SHORT.confidence : least);
  }
  const isStroke = isLone && Math.min(box.width, box.height) < STROKE * Math.max(box.width, box.height);
  return characters > 0 && confidence >= SHORT.confidence && box.height >= SHORT.heightPx && !isStroke;
}

/** Pictures before words look like a letter, though seldom like one that is beyond doubt. */
const isNoPicture = ({ text, confidence }: TextLine): boolean => charactersIn(text) > 1 || confidence >= BEYOND_DOUBT;

function sourceOf(raster: Raster): RowSource {
  const factor = Math.max(1, Math.ceil(Math.sqrt((raster.widthPx * raster.heightPx) / MAP_PIXELS)));
  return { raster, factor, map: inkMap(greyOf(raster, factor)) };
}

/** Cards, buttons and cells that stand in a row look like the letters of a line; what is written on them is found without them. */
function inkedRows(source: RowSource): InkedRow[] {
  const inked: InkedRow[] = [];
  const others: Row[] = [];
  for (const row of rowsOf(shapesOf(source.map), source.map)) {
    const found = inkedRow(row, source);
    if (found === undefined) others.push(row);
    else inked.push(found);
  }
  const known = new Set(inked.map(({ row }) => row));
  const rows = withoutInner([...known, ...rowsOf(smallShapesOf(others), source.map)]);
  return [...inked, ...rows.flatMap((row) => (known.has(row) ? [] : (inkedRow(row, source) ?? [])))];
}

/** What may be a line, from the top down; in the head that which hardly can be anything else comes first. */
function likelyRows(source: RowSource) {
  const inked = inkedRows(source).toSorted((a, b) => a.row.y0 - b.row.y0);
  const plain = inked.filter(({ isPlain }) => isPlain);
  let widthPx = 0;
  const head = [...plain, ...inked.filter(({ isPlain }) => !isPlain)].filter((row) => {
    widthPx += widthOf(row);
    return widthPx <= HEAD_WIDTH_PX;
  });
  return { head, tail: inked.filter((row) => !head.includes(row)) };
}
