import sharp from 'sharp';
import type { Box } from '#lib/contract/vision.ts';
import { withoutDoubles } from '#lib/domain/vision/doubles.ts';
import { greyOf, inkMap, type Plane } from '#lib/domain/vision/ink.ts';
import { shapesOf } from '#lib/domain/vision/ink-shapes.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { readingRows } from '#lib/domain/vision/reading-order.ts';
import {
  type InkedRow,
  inkedRow,
  type RowPicture,
  type RowSource,
  rowPicture,
} from '#lib/domain/vision/row-picture.ts';
import { rowsOf } from '#lib/domain/vision/text-rows.ts';
import { setSpaces } from '#lib/domain/vision/text-spacing.ts';
import { confidenceOf, mayBeLatin, mergeReadings, type ReadWord, textOf } from '#lib/domain/vision/word-readings.ts';
import { createLineEngine } from './line-engine.ts';

export interface TextLine {
  readonly text: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Of the ink, in pixels of the raster. */
  readonly box: Box;
}

export interface TextFound {
  /** All lines in reading order. */
  readonly content: string;
  readonly lines: readonly TextLine[];
}

/** Reads Chinese and English. */
export interface TextReader {
  read(raster: Raster): Promise<TextFound>;
  close(): Promise<void>;
}

/** Lines are looked for in so many pixels; they are read in those of the raster. */
const MAP_PIXELS = 4_000_000;
/** Ink of that height, with white around it, is what the networks read best (measured from 32 to 60). */
const [INK_PX, MARGIN_PX] = [36, 10];
/** All lines of a picture together, at the height above: what takes some seconds. */
const MAX_WIDTH_PX = 16_000;
/** A line between the two is read again, somewhat smaller, and the surer reading counts: strokes fall on other pixels. */
const [SURE, HOPELESS, SECOND_INK_PX] = [0.9, 0.35, 30];
/** Below it a line is texture that looks like writing, less likely so on an even ground; one of few characters must be surer and larger. */
const [MIN_CONFIDENCE, MIN_CONFIDENCE_PLAIN] = [0.5, 0.3];
const SHORT = { characters: 2, confidence: 0.8, heightPx: 12 };
/** Of a hundred specks of noise two or three look like a letter: where no more rows can be read, short ones are chance. */
const CHANCE = { share: 0.05, characters: 4 };

/**
 * Starts a reader: two engines, each in a thread of its own.
 *
 * @throws when one of them cannot start; then none is left running
 */
export async function createTextReader(): Promise<TextReader> {
  const starts = [createLineEngine('chi_sim'), createLineEngine('eng')] as const;
  const close = async () => {
    for (const start of await Promise.allSettled(starts)) if (start.status === 'fulfilled') await start.value.close();
  };
  const [wide, latin] = await Promise.all(starts).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  async function wordsOf(plane: Plane): Promise<readonly ReadWord[]> {
    const words = await wide.read(plane);
    return mayBeLatin(words) ? mergeReadings(words, await latin.read(plane)) : words;
  }

  async function readLine({ row, source, picture }: Cutting): Promise<TextLine[]> {
    let words = await wordsOf(picture.plane);
    if (isDoubtful(words)) {
      const again = await wordsOf((await cutOut(row, source, SECOND_INK_PX)).plane);
      if (confidenceOf(again) > confidenceOf(words)) words = again;
    }
    const line = { text: setSpaces(textOf(words)), confidence: confidenceOf(words), box: picture.box };
    return isCredible(line, row) ? [line] : [];
  }

  return {
    async read(raster) {
      const source = sourceOf(raster);
      const cuttings: Cutting[] = [];
      // One after the other: of a large picture they are large until they are brought to their height.
      for (const row of likelyRows(source)) cuttings.push({ row, source, picture: await cutOut(row, source, INK_PX) });
      // All at once: the one engine goes on to the next line while the other looks at this one.
      const lines = (await Promise.all(cuttings.map(readLine))).flat();
      const isChance = lines.length < CHANCE.share * cuttings.length;
      const believed = isChance ? lines.filter(({ text }) => charactersIn(text) > CHANCE.characters) : lines;
      const ordered = readingRows(withoutDoubles(believed)).flat();
      return { content: ordered.map(({ text }) => text).join('\n'), lines: ordered };
    },
    close,
  };
}

function isDoubtful(words: readonly ReadWord[]): boolean {
  const confidence = confidenceOf(words);
  return confidence < SURE && confidence >= HOPELESS;
}

const charactersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

function isCredible({ text, confidence, box }: TextLine, { isPlain }: InkedRow): boolean {
  const characters = charactersIn(text);
  if (characters > SHORT.characters) return confidence >= (isPlain ? MIN_CONFIDENCE_PLAIN : MIN_CONFIDENCE);
  return characters > 0 && confidence >= SHORT.confidence && box.height >= SHORT.heightPx;
}

function sourceOf(raster: Raster): RowSource {
  const factor = Math.max(1, Math.ceil(Math.sqrt((raster.widthPx * raster.heightPx) / MAP_PIXELS)));
  return { raster, factor, map: inkMap(greyOf(raster, factor)) };
}

/** What may be a line: that which hardly can be anything else first, from the top down, as much as is read in some seconds. */
function likelyRows(source: RowSource): InkedRow[] {
  const rows = rowsOf(shapesOf(source.map), source.map).toSorted((a, b) => a.y0 - b.y0);
  const inked = rows.flatMap((row) => inkedRow(row, source) ?? []);
  let widthPx = 0;
  return [true, false].flatMap((isPlain) =>
    inked.filter(({ isPlain: isIt, row: { x0, y0, x1, y1 } }) => {
      if (isIt !== isPlain) return false;
      widthPx += ((x1 - x0) / (y1 - y0)) * INK_PX;
      return widthPx <= MAX_WIDTH_PX;
    }),
  );
}

interface Cutting {
  readonly row: InkedRow;
  readonly source: RowSource;
  readonly picture: RowPicture;
}

/** Cuts a row out and brings its ink to the height that is asked for. */
async function cutOut(row: InkedRow, source: RowSource, inkPx: number): Promise<RowPicture> {
  const { box, plane } = rowPicture(row, source);
  const { width, height, values } = plane;
  const scaled = (length: number) => Math.max(1, Math.round((length * inkPx) / box.height));
  const { data, info } = await sharp(values, { raw: { width, height, channels: 1 } })
    .resize({ width: scaled(width), height: scaled(height), kernel: 'cubic', fit: 'fill' })
    .extend({ top: MARGIN_PX, bottom: MARGIN_PX, left: MARGIN_PX, right: MARGIN_PX, background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { box, plane: { width: info.width, height: info.height, values: data } };
}
