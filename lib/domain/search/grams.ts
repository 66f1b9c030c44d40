import type { Query } from './query.ts';
import { wordsOf } from './words.ts';

/**
 * Numbers that stand for what a text holds: its words, their beginnings, and every two words that stand in a row. Where
 * an index can only ask which sets hold which numbers, a text that lacks one of a query's cannot match it; one that has
 * them all is looked at again. 32 bits, signed: four bytes of an index in place of a word.
 */

/** Longer beginnings are told apart when the text is looked at. */
const MAX_PREFIX_UNITS = 12;

const KINDS = { word: 1, prefix: 2, pair: 3, shelf: 4 } as const;

/** The numbers that a text has. */
export function gramsOf(text: string): Set<number> {
  const grams = new Set<number>();
  let before: string | undefined;
  for (const word of wordsOf(text)) {
    grams.add(gramOf('word', word.text));
    if (before !== undefined) grams.add(pairOf(before, word.text));
    if (!word.isSingle) {
      const longest = Math.min(word.text.length, MAX_PREFIX_UNITS);
      for (let units = 1; units <= longest; units++) grams.add(gramOf('prefix', word.text.slice(0, units)));
    }
    before = word.text;
  }
  return grams;
}

/** The numbers that a text must have to match. */
export function gramsFor(query: Query): Set<number> {
  const grams = new Set<number>();
  for (const { words, isPrefix } of query) {
    const wholes = isPrefix ? words.slice(0, -1) : words;
    const last = words.at(-1);
    if (isPrefix && last !== undefined) grams.add(gramOf('prefix', last.slice(0, MAX_PREFIX_UNITS)));
    const [only] = wholes;
    // Two in a row say more than each alone.
    if (wholes.length === 1 && only !== undefined) grams.add(gramOf('word', only));
    for (const [index, word] of wholes.entries()) {
      const next = wholes[index + 1];
      if (next !== undefined) grams.add(pairOf(word, next));
    }
  }
  return grams;
}

/** The number of the shelf that a text stands on. */
export const shelfGram = (shelf: string): number => gramOf('shelf', shelf);

const pairOf = (a: string, b: string): number => gramOf('pair', `${a} ${b}`);

/** FNV-1a over UTF-16 units. */
function gramOf(kind: keyof typeof KINDS, text: string): number {
  let hash = Math.imul(0x811c9dc5 ^ KINDS[kind], 0x01000193);
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
