import { nfkc } from '#lib/std/nfkc.ts';

/** How well one word of a query fits one text; 0: not at all. */
function closeness(word: string, text: string): number {
  if (text === word) return 4;
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return 3;
  // Chinese has no spaces: between two of its characters a word may begin anywhere.
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && !/\p{Script=Han}/u.test(word) ? 1 : 2;
}

const normal = (text: string): string => nfkc(text).toLowerCase().trim();

/**
 * How well a query fits something with several names, such as a command with its words in two languages. Every word of
 * the query must be in one of them; none needs to be whole.
 *
 * @param names the one that is shown first: what it matches counts most
 * @returns 0: not at all; of two the greater one fits better
 */
export function matchNames(query: string, names: readonly string[]): number {
  const texts = names.map(normal);
  let total = 0;
  for (const word of normal(query).split(/\s+/)) {
    const best = Math.max(0, ...texts.map((text, index) => closeness(word, text) * (index === 0 ? 2 : 1)));
    if (best === 0) return 0;
    total += best;
  }
  return total;
}
