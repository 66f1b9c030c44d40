import { type Box, type VisionAnalysis, visionAnalysisSchema } from '#lib/contract/vision.ts';
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
  /** In pixels of the picture as displayed. */
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
  readonly colors: readonly FoundColor[] | undefined;
  /** The answer has the shape of this API's own. */
  readonly isOurs: boolean;
}

const NOTHING: Findings = { findings: [], labels: undefined, text: undefined, colors: undefined, isOurs: false };

/** @param _size of the picture as displayed, for answers that count boxes in shares of it */
export function readFindings(answer: unknown, _size: ImageSize): Findings {
  const parsed = visionAnalysisSchema.safeParse(answer);
  return parsed.success ? ours(parsed.data) : NOTHING;
}

function ours({ objects, labels, text, faces, colors }: VisionAnalysis): Findings {
  return {
    findings: [
      ...(objects ?? []).map(({ label, confidence, box }, index) => ({
        ...{ id: `objects.${index}`, layer: 'objects' as const },
        ...{ label, confidence, box },
      })),
      ...(text?.lines ?? []).map(({ text: label, confidence, box }, index) => ({
        ...{ id: `text.lines.${index}`, layer: 'text' as const },
        ...{ label, confidence, box },
      })),
      ...(faces ?? []).map(({ confidence, box }, index) => ({
        ...{ id: `faces.${index}`, layer: 'faces' as const, label: '' },
        ...{ confidence, box },
      })),
    ],
    labels: labels?.map(({ label, confidence }, index) => ({ id: `labels.${index}`, label, confidence })),
    text: text?.content,
    colors: colors?.map(({ hex, ratio }, index) => ({ id: `colors.${index}`, hex, ratio })),
    isOurs: true,
  };
}
