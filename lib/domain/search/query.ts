import { type Word, wordsOf } from './words.ts';

/** Words that must stand in a row, whatever stands between them that is no word. */
export interface Term {
  readonly words: readonly string[];
  /** The last word may be the beginning of a longer one: whoever types has not ended it. */
  readonly isPrefix: boolean;
}

/** What is looked for: every term must occur. */
export type Query = readonly Term[];

/** What stands in quotes, of Chinese as well, is one term; elsewhere spaces divide them. A quote without its end is none. */
const TERMS = /["“”]([^"“”]*)["“”]|[^\s"“”]+/gu;

/**
 * What somebody looks for. Where their text ends in a word, outside of quotes, that may be the beginning of a longer
 * one; `C++` does not, so it looks for *c* alone. What holds no word is left out.
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  for (const { 0: whole, 1: quoted, index } of text.matchAll(TERMS)) {
    const words = [...wordsOf(quoted ?? whole)];
    const last = words.at(-1);
    if (last === undefined) continue;
    const isPrefix = quoted === undefined && !last.isSingle && index + last.to === text.length;
    terms.push({ words: words.map((word) => word.text), isPrefix });
  }
  return terms;
}

/** The law of search: whether a text holds all that is looked for. Nothing to look for is found nowhere. */
export function matches(text: string, query: Query): boolean {
  if (query.length === 0) return false;
  const words = [...wordsOf(text)];
  return query.every((term) => words.some((_, start) => standsAt(words, start, term)));
}

/** Whether a term's words stand in a row from a place on. */
export function standsAt(words: readonly Word[], start: number, { words: wanted, isPrefix }: Term): boolean {
  return wanted.every((word, offset) => {
    const found = words[start + offset]?.text;
    return found === word || (isPrefix && offset === wanted.length - 1 && found?.startsWith(word) === true);
  });
}
