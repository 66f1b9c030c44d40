import sharp from 'sharp';
import type { Box } from '#lib/contract/vision.ts';
import { greyOf, inkMap, type Plane } from '#lib/domain/vision/ink.ts';
import { shapesOf } from '#lib/domain/vision/ink-shapes.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { inReadingOrder, withoutDoubles } from '#lib/domain/vision/reading-order.ts';
import { type RowPicture, rowPicture } from '#lib/domain/vision/row-picture.ts';
import { rowsOf } from '#lib/domain/vision/text-rows.ts';
import { setSpaces } from '#lib/domain/vision/text-spacing.ts';
import { confidenceOf, mayBeLatin, mergeReadings, textOf } from '#lib/domain/vision/word-readings.ts';
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
const MAX_WIDTH_PX = 24_000;
/** Below it a line is texture that looks like writing; one of few characters must be surer and larger. */
const MIN_CONFIDENCE = 0.5;
const SHORT = { characters: 2, confidence: 0.8, heightPx: 12 };

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

  async function readLine(picture: RowPicture): Promise<TextLine[]> {
    const plane = await atReadingHeight(picture);
    const wideWords = await wide.read(plane);
    const words = mayBeLatin(wideWords) ? mergeReadings(wideWords, await latin.read(plane)) : wideWords;
    const [text, confidence] = [setSpaces(textOf(words)), confidenceOf(words)];
    const line = { text, confidence, box: picture.box };
    return isCredible(line) ? [line] : [];
  }

  return {
    async read(raster) {
      // All at once: the one engine goes on to the next line while the other looks at this one.
      const lines = await Promise.all(linePictures(raster).map(readLine));
      const ordered = inReadingOrder(withoutDoubles(lines.flat()));
      return { content: ordered.map(({ text }) => text).join('\n'), lines: ordered };
    },
    close,
  };
}

function isCredible({ text, confidence, box }: TextLine): boolean {
  const characters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (characters > SHORT.characters) return confidence >= MIN_CONFIDENCE;
  return characters > 0 && confidence >= SHORT.confidence && box.height >= SHORT.heightPx;
}

/** Cuts out what may be a line: the likely ones first, from the top down, as much as is read in some seconds. */
function linePictures(raster: Raster): RowPicture[] {
  const factor = Math.max(1, Math.ceil(Math.sqrt((raster.widthPx * raster.heightPx) / MAP_PIXELS)));
  const map = inkMap(greyOf(raster, factor));
  const rows = rowsOf(shapesOf(map), map).toSorted((a, b) => a.y0 - b.y0);
  const pictures = rows.flatMap((row) => rowPicture(row, { raster, map, factor }) ?? []);
  let widthPx = 0;
  return [true, false].flatMap((isPlain) =>
    pictures.filter((picture) => {
      if (picture.isPlain !== isPlain) return false;
      widthPx += widthAtReadingHeight(picture);
      return widthPx <= MAX_WIDTH_PX;
    }),
  );
}

const widthAtReadingHeight = ({ box, plane }: RowPicture) =>
  Math.max(1, Math.round((plane.width * INK_PX) / box.height));

async function atReadingHeight(picture: RowPicture): Promise<Plane> {
  const { width, height, values } = picture.plane;
  const target = Math.max(1, Math.round((height * INK_PX) / picture.box.height));
  const { data, info } = await sharp(values, { raw: { width, height, channels: 1 } })
    .resize(widthAtReadingHeight(picture), target, { kernel: 'cubic', fit: 'fill' })
    .extend({ top: MARGIN_PX, bottom: MARGIN_PX, left: MARGIN_PX, right: MARGIN_PX, background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, values: data };
}
