import { hasIdeograph } from './text-spacing.ts';

/** One line read twice, by an engine that knows ideographs and by one that knows Latin letters better. */

export interface ReadWord {
  readonly text: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** From the left of the picture that was read; the same for both engines. */
  readonly x0: number;
  readonly x1: number;
  readonly isSpaceAfter: boolean;
}

/** In favour of the Latin engine, which is right more often where there are only Latin letters and figures. */
const LATIN_BONUS = 0.2;
/** A line that the Latin engine is sure of as a whole. */
const SURE = { mean: 0.85, least: 0.6, ideograph: 0.8 };
/** Two words are the same ink when they share this part of the narrower. */
const SHARED = 0.5;

/** What the engine for ideographs has no character for, so that it reads some ideograph instead. */
const AMOUNT = /^[¥€£]\d[\d.,]*$/u;
const SIGN = /^[¥€£]$/u;
const FIGURES = /^\d[\d.,]*$/u;
const ONLY_WIDE = /^[\p{Script=Han}\u3000-\u303f\uff01-\uff60,.:;?!]+$/u;
const WIDE_MARK = /[\u3000-\u303f\uff01-\uff60]/u;

/** The mean over characters; 0 for no words. */
export function confidenceOf(words: readonly ReadWord[]): number {
  const count = words.reduce((sum, { text }) => sum + text.length, 0);
  return count === 0 ? 0 : words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / count;
}

export const textOf = (words: readonly ReadWord[]): string =>
  words.map(({ text, isSpaceAfter }) => (isSpaceAfter ? `${text} ` : text)).join('');

/** Whether the engine for Latin letters might know better: not where the other surely read nothing but ideographs. */
export function mayBeLatin(wide: readonly ReadWord[]): boolean {
  return wide.length === 0 || wide.some(({ text, confidence }) => confidence < SURE.mean || !ONLY_WIDE.test(text));
}

const LATIN = /[\p{Script=Latin}\p{Nd}¥€£]/u;

/** Whether the other engine is needed on a page of ideographs, where an unsure one is just that. */
export const hasLatin = (wide: readonly ReadWord[]): boolean =>
  wide.length === 0 || wide.some(({ text }) => LATIN.test(text));

/** Whether the engine for Latin letters is enough. */
export const isSurelyLatin = (latin: readonly ReadWord[]): boolean =>
  confidenceOf(latin) >= SURE.mean && latin.every(({ confidence }) => confidence >= SURE.least);

/** Takes from each reading what it is better at: ideographs from one, words and amounts in Latin letters from the other. */
export function mergeReadings(wide: readonly ReadWord[], latin: readonly ReadWord[]): readonly ReadWord[] {
  if (isLatin(wide, latin)) return latin;
  const amounts = withAmounts(latin);
  const merged: ReadWord[] = [];
  const rest = [...wide];
  while (rest.length > 0) {
    const { ours, theirs } = sameInk(rest, amounts);
    rest.splice(0, ours.length);
    const last = ours.at(-1);
    merged.push(
      ...(isBetter(theirs, ours)
        ? theirs.map((word, index) =>
            index === theirs.length - 1 ? { ...word, isSpaceAfter: last?.isSpaceAfter ?? false } : word,
          )
        : ours),
    );
  }
  return merged;
}

function isLatin(wide: readonly ReadWord[], latin: readonly ReadWord[]): boolean {
  if (latin.length === 0 || latin.some(({ confidence }) => confidence < SURE.least)) return wide.length === 0;
  const mean = confidenceOf(latin);
  const isIdeographSure = wide.some(({ text, confidence }) => hasIdeograph(text) && confidence >= SURE.ideograph);
  return mean >= SURE.mean && mean + LATIN_BONUS >= confidenceOf(wide) && !isIdeographSure;
}

/** `¥` and the figures after it, which are one word wherever the engine put a space. */
function withAmounts(words: readonly ReadWord[]): ReadWord[] {
  return words.flatMap((word, index) => {
    const [before, after] = [words[index - 1], words[index + 1]];
    if (before !== undefined && SIGN.test(before.text) && FIGURES.test(word.text)) return [];
    if (after === undefined || !SIGN.test(word.text) || !FIGURES.test(after.text)) return [word];
    const confidence = Math.min(word.confidence, after.confidence);
    return [{ ...after, text: word.text + after.text, confidence, x0: word.x0 }];
  });
}

/** The first words of one reading and those of the other that share their ink, until both end at one place. */
function sameInk(wide: readonly ReadWord[], latin: readonly ReadWord[]) {
  const ours = new Set(wide.slice(0, 1));
  const theirs = new Set<ReadWord>();
  for (let before = 0; before !== ours.size + theirs.size; ) {
    before = ours.size + theirs.size;
    for (const word of latin) if ([...ours].some((other) => isShared(word, other))) theirs.add(word);
    const last = wide.findLastIndex((word) => [...theirs].some((other) => isShared(word, other)));
    for (const word of wide.slice(0, last + 1)) ours.add(word);
  }
  return { ours: [...ours], theirs: [...theirs] };
}

function isShared(a: ReadWord, b: ReadWord): boolean {
  const shared = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  return shared > SHARED * Math.max(1, Math.min(a.x1 - a.x0, b.x1 - b.x0));
}

function isBetter(latin: readonly ReadWord[], wide: readonly ReadWord[]): boolean {
  if (latin.length === 0) return false;
  const [amount, text] = [latin.map((word) => word.text).join(''), wide.map((word) => word.text).join('')];
  // The figures alone prove the place; what stands before them is a guess at a sign.
  if (AMOUNT.test(amount)) return [0, 1, 2].some((signs) => text.slice(signs) === amount.slice(1));
  return !hasIdeograph(text) && !WIDE_MARK.test(text) && confidenceOf(latin) + LATIN_BONUS > confidenceOf(wide);
}
