import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import type { Box } from '#lib/contract/vision.ts';
import type { Plane } from '#lib/domain/vision/ink.ts';
import { type InkedRow, type RowPicture, type RowSource, rowPicture } from '#lib/domain/vision/row-picture.ts';
import { setSpaces } from '#lib/domain/vision/text-spacing.ts';
import {
  confidenceOf,
  hasLatin,
  isSurelyLatin,
  mayBeLatin,
  mergeReadings,
  type ReadWord,
  textOf,
} from '#lib/domain/vision/word-readings.ts';
import { createEngineTeam } from './engine-team.ts';
import { createLineEngine } from './line-engine.ts';

export interface TextLine {
  readonly text: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Of the ink, in pixels of the raster. */
  readonly box: Box;
}

/** `any`: both engines where they may help; else the one of the page's script, and the other where it must. */
export type Script = 'any' | 'latin' | 'wide';

export interface Manner {
  readonly script: Script;
  /** More than a few. */
  readonly areMany: boolean;
}

/** Reads one line after the other with two engines. */
export interface LineReader {
  read(row: InkedRow, source: RowSource, manner: Manner): Promise<TextLine>;
  /** An engine has ended; nothing is read any more. */
  readonly isOver: boolean;
  close(): Promise<void>;
}

/** Ink of that height, with white around it, is what the networks read best (measured from 32 to 60). */
const [INK_PX, MARGIN_PX] = [36, 10];
/** A line between the two is read again, somewhat smaller, and the surer reading counts: strokes fall on other pixels. */
const [HOPELESS, SECOND_INK_PX] = [0.35, 30];
/** Where lines are many, fewer of them are worth it. */
const [SURE, SURE_OF_MANY] = [0.9, 0.75];

/** A page of one script is shared by two engines of that script, where there is a core for each. */
const ENGINES = Math.min(2, availableParallelism());

/** How many pixels wide a row is when it is read. */
export const widthOf = ({ row: { x0, y0, x1, y1 } }: InkedRow): number => ((x1 - x0) / (y1 - y0)) * INK_PX;

/**
 * Starts two engines, each in a thread of its own; another one joins them for a full page.
 *
 * @throws when one of them cannot start; then none is left running
 */
export async function createLineReader(): Promise<LineReader> {
  const starts = [
    createEngineTeam(() => createLineEngine('chi_sim')),
    createEngineTeam(() => createLineEngine('eng')),
  ] as const;
  const close = async () => {
    for (const start of await Promise.allSettled(starts)) if (start.status === 'fulfilled') await start.value.close();
  };
  const [wide, latin] = await Promise.all(starts).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  async function wordsOf(plane: Plane, script: Script): Promise<readonly ReadWord[]> {
    if (script === 'latin') {
      latin.growTo(ENGINES);
      const words = await latin.read(plane);
      return isSurelyLatin(words) ? words : mergeReadings(await wide.read(plane), words);
    }
    if (script === 'wide') wide.growTo(ENGINES);
    const words = await wide.read(plane);
    const isEnough = script === 'wide' ? !hasLatin(words) : !mayBeLatin(words);
    return isEnough ? words : mergeReadings(words, await latin.read(plane));
  }

  return {
    async read(row, source, { script, areMany }) {
      const { box, plane } = await cutOut(row, source, INK_PX);
      let words = await wordsOf(plane, script);
      const confidence = confidenceOf(words);
      if (confidence < (areMany ? SURE_OF_MANY : SURE) && confidence >= HOPELESS) {
        const again = await wordsOf((await cutOut(row, source, SECOND_INK_PX)).plane, script);
        if (confidenceOf(again) > confidence) words = again;
      }
      return { text: setSpaces(textOf(words)), confidence: confidenceOf(words), box };
    },
    get isOver() {
      return wide.isOver || latin.isOver;
    },
    close,
  };
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
