import { type Box, VISION_FEATURES, visionAnalysisSchema } from '#lib/contract/vision.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { boxesInPixels } from './found-boxes.ts';
import { Finder, type RawFinding } from './found-entries.ts';
import type { ImageSize } from './image-size.ts';

/** What the vision page shows of an answer, whatever server it came from. */

/** What is drawn over a picture, each kind apart; `other`: boxes of a shape that we do not know by name. */
export const LAYERS = ['objects', 'text', 'faces', 'other'] as const;
export type Layer = (typeof LAYERS)[number];

/** A thing, a line of text or a face. */
export interface Finding {
  /** Where it stands in the answer, as in `objects.0` or `text.lines.3`. */
  readonly id: string;
  readonly layer: Layer;
  /** What it is, or what is written there; empty for a face. */
  readonly label: string;
  /** From 0 to 1. */
  readonly confidence: number | undefined;
  /** In pixels of the picture as displayed, in the size that `coordinatesOf` tells; cut to it. */
  readonly box: Box | undefined;
}

export interface FoundLabel {
  readonly id: string;
  readonly label: string;
  readonly confidence: number | undefined;
}

export interface FoundColor {
  readonly id: string;
  /** As in `#1d4ed8`. */
  readonly hex: string;
  /** Share of the area, from 0 to 1. */
  readonly ratio: number | undefined;
}

export interface Findings {
  readonly findings: readonly Finding[];
  /** Undefined: the answer tells of none, not even that there is none. */
  readonly labels: readonly FoundLabel[] | undefined;
  /** All that is written, in reading order. */
  readonly text: string | undefined;
  /** Told by this API's own shape only: lines that are there and were not read. */
  readonly unreadLines: number | undefined;
  readonly colors: readonly FoundColor[] | undefined;
  /** The answer has the shape of this API's own. */
  readonly isOurs: boolean;
}

/** Sides of one picture may differ by what scaling it rounded. */
const SAME_SHAPE = 0.02;

/**
 * The size in which an answer counts its boxes: the one it names, as long as that is the picture's own shape; it may have
 * been measured on a smaller copy.
 *
 * @param size of the picture as displayed
 */
export function coordinatesOf(answer: unknown, size: ImageSize): ImageSize {
  if (!isRecord(answer)) return size;
  for (const named of [answer.image, answer.metadata]) {
    if (!isRecord(named)) continue;
    const { width, height } = named;
    if (typeof width !== 'number' || typeof height !== 'number' || !(Math.min(width, height) >= 1)) continue;
    const [own, its] = [size.width / size.height, width / height];
    const slack = SAME_SHAPE + 1 / Math.min(width, height);
    if (Number.isFinite(its) && Math.abs(its / own - 1) <= slack) return { width, height };
  }
  return size;
}

/**
 * Reads what an answer tells: this API's own shape by its schema, those of Google, Azure and Rekognition by their names,
 * anything else by whatever has a box in it. What makes no sense is left out.
 *
 * @param size of the picture as displayed, for answers that count boxes in shares of it
 */
export function readFindings(answer: unknown, size: ImageSize): Findings {
  const parsed = visionAnalysisSchema.safeParse(answer);
  const isOurs = parsed.success;
  const finder = new Finder();
  finder.read(isOurs && isRecord(answer) ? ours(answer) : answer);
  const { findings: raw, labels, colors, text, hasText } = finder.found;
  const coordinates = coordinatesOf(answer, size);
  const boxes = boxesInPixels(
    raw.map(({ box }) => box),
    coordinates,
    isOurs,
  );
  const findings = raw
    .map((finding, index) => ({ ...finding, box: boxes[index] }))
    // At a place outside the picture there is nothing; writing can be read wherever it stands.
    .filter(({ box, layer }, index) => box !== undefined || raw[index]?.box === undefined || layer === 'text')
    .toSorted((one, other) => LAYERS.indexOf(one.layer) - LAYERS.indexOf(other.layer));
  const unreadLines = countOf(parsed.data?.text?.unread_lines);
  return { findings, labels, colors, text: hasText ? (text ?? written(findings)) : undefined, unreadLines, isOurs };
}

const countOf = (count: number | undefined) =>
  count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined;

/** What its schema has a place for. */
const ours = (answer: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    VISION_FEATURES.filter((feature) => feature in answer).map((feature) => [feature, answer[feature]]),
  );

const written = (findings: readonly Omit<RawFinding, 'box'>[]): string =>
  findings
    .filter(({ layer }) => layer === 'text')
    .map(({ label }) => label)
    .join('\n');
