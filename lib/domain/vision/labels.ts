import type { Box } from '#lib/contract/vision.ts';
import { type Rgb, toOklab } from './oklab.ts';
import type { PaletteColor } from './palette.ts';

/** What was found in a picture; absent: not looked for. */
export interface Sighted {
  readonly objects?: readonly { readonly label: string; readonly confidence: number; readonly box: Box }[] | undefined;
  readonly faces?: readonly { readonly confidence: number; readonly box: Box }[] | undefined;
  readonly text?:
    | {
        readonly content: string;
        readonly lines: readonly { readonly text: string; readonly confidence: number; readonly box: Box }[];
      }
    | undefined;
  readonly colors?: readonly PaletteColor[] | undefined;
}

export interface Label {
  readonly label: string;
  /** Absent where nothing was guessed. */
  readonly confidence?: number;
}

/** OKLab's distance from grey; what a JPEG makes of grey stays well below. */
const GREY_CHROMA = 0.02;

/**
 * What a picture as a whole shows, told by what was found in it and by nothing else, the surest first:
 *
 * - each kind of object once, as sure as the surest of them;
 * - `face`: faces are found on their own, and where no object is, such as in a portrait;
 * - `text`, as sure as the surest line: a page or a sign is told from a photo by it;
 * - `black and white`: several colours, all of them grey. Measured and not guessed, so without a confidence.
 */
export function labelsOf({ objects = [], faces = [], text, colors = [] }: Sighted): Label[] {
  const guessed = new Map<string, number>();
  const add = (label: string, confidence: number) => guessed.set(label, Math.max(confidence, guessed.get(label) ?? 0));
  for (const { label, confidence } of objects) add(label, confidence);
  for (const { confidence } of faces) add('face', confidence);
  if (text !== undefined && text.content.trim() !== '') {
    for (const { confidence } of text.lines) add('text', confidence);
  }
  const isGrey = colors.length > 1 && colors.every(({ hex }) => chromaOf(hex) < GREY_CHROMA);
  return [
    ...[...guessed]
      .map(([label, confidence]) => ({ label, confidence }))
      .sort((one, other) => other.confidence - one.confidence || (one.label < other.label ? -1 : 1)),
    ...(isGrey ? [{ label: 'black and white' }] : []),
  ];
}

function chromaOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const rgb: Rgb = [value >> 16, (value >> 8) & 0xff, value & 0xff];
  const [, a, b] = toOklab(rgb);
  return Math.hypot(a, b);
}
