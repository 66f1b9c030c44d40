import type { Query } from './query.ts';
import { wordsOf } from './words.ts';

/**
 * Numbers that stand for what a text holds: its words, their beginnings, and every two words that stand in a row. Where
 * an index can only ask which sets hold which numbers, a text that lacks one of a query's cannot match it; one that has
 * them all is looked at again.
 *
 * They are few, 2^18: an index of more would hold the same in four times the space, and one text of some hundreds in a
 * thousand that is looked at in vain costs nothing.
 */
const GRAM_BITS = 18;

/** Of which lengths a word's beginnings have a number; what lies between is told apart when the text is looked at. */
const PREFIX_UNITS = [8, 5, 3, 2, 1];

/** Seeds that keep words, beginnings, pairs and shelves apart (FNV-1a's, and others). */
const SEEDS = { word: 0x811c9dc5, prefix: 0x01234567, pair: 0x5bd1e995, shelf: 0x2545f491 } as const;

/** The numbers that a text has. */
export function gramsOf(text: string): Set<number> {
  const grams = new Set<number>();
  let before: string | undefined;
  for (const { text: word, isSingle } of wordsOf(text)) {
    grams.add(gramOf(SEEDS.word, word));
    if (before !== undefined) grams.add(pairOf(before, word));
    if (!isSingle) for (const units of PREFIX_UNITS) if (units <= word.length) grams.add(prefixOf(word, units));
    before = word;
  }
  return grams;
}

/** The numbers that a text must have to match. */
export function gramsFor(query: Query): Set<number> {
  const grams = new Set<number>();
  for (const { words, isPrefix } of query) {
    const wholes = isPrefix ? words.slice(0, -1) : words;
    const last = words.at(-1);
    const units = PREFIX_UNITS.find((length) => length <= (last?.length ?? 0));
    if (isPrefix && last !== undefined && units !== undefined) grams.add(prefixOf(last, units));
    const [only] = wholes;
    // Two in a row say more than each alone.
    if (wholes.length === 1 && only !== undefined) grams.add(gramOf(SEEDS.word, only));
    for (const [index, word] of wholes.entries()) {
      const next = wholes[index + 1];
      if (next !== undefined) grams.add(pairOf(word, next));
    }
  }
  return grams;
}

/** The number of the shelf that a text stands on. */
export const shelfGram = (shelf: string): number => gramOf(SEEDS.shelf, shelf);

const pairOf = (a: string, b: string): number => folded(hash(hash(SEEDS.pair, a) ^ a.length, b));
const prefixOf = (word: string, units: number): number => folded(hash(SEEDS.prefix, word, units));
const gramOf = (seed: number, text: string): number => folded(hash(seed, text));

/** FNV-1a over UTF-16 units. */
function hash(seed: number, text: string, units = text.length): number {
  let value = seed;
  for (let index = 0; index < units; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}

/** The last steps of MurmurHash3, so that every bit has a part in those that stay. */
function folded(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> (32 - GRAM_BITS);
}
