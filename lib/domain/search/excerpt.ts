import { type Query, standsAt } from './query.ts';
import { type Word, wordsOf } from './words.ts';

/** What a hit shows, and where in it the words stand that were looked for, in UTF-16 units. */
export interface Excerpt {
  readonly excerpt: string;
  readonly marks: [number, number][];
}

const BEFORE_UNITS = 40;
const AFTER_UNITS = 120;

/** Some words around the first place of a text that holds any of what is looked for. */
export function excerptOf(text: string, query: Query): Excerpt {
  const words: Word[] = [];
  let firstFrom: number | undefined;
  let marks: [number, number][] = [];
  const longest = Math.max(0, ...query.map((term) => term.words.length));
  const mark = (start: number) => {
    for (const term of query) {
      const [first, last] = [words[start], words[start + term.words.length - 1]];
      if (first === undefined || last === undefined || !standsAt(words, start, term)) continue;
      firstFrom ??= first.from;
      marks.push([first.from, last.to]);
    }
  };
  for (const word of wordsOf(text)) {
    words.push(word);
    if (words.length >= longest) mark(words.length - longest);
    if (firstFrom !== undefined && word.from > firstFrom + AFTER_UNITS + BEFORE_UNITS) break;
  }
  for (let start = Math.max(0, words.length - longest + 1); start < words.length; start++) mark(start);

  const from = wholeFrom(text, Math.max(0, (firstFrom ?? 0) - BEFORE_UNITS));
  const to = wholeFrom(text, Math.min(text.length, (firstFrom ?? 0) + AFTER_UNITS));
  const [head, tail] = [from > 0 ? '…' : '', to < text.length ? '…' : ''];
  marks = joined(marks)
    .filter(([start]) => start < to)
    .map(([start, end]) => [start - from + head.length, Math.min(end, to) - from + head.length]);
  return { excerpt: head + text.slice(from, to).replaceAll(/\s/g, ' ') + tail, marks };
}

/** Not between the halves of a character. */
const wholeFrom = (text: string, index: number): number =>
  /^[\udc00-\udfff]/.test(text.slice(index, index + 1)) && /[\ud800-\udbff]$/.test(text.slice(0, index).slice(-1))
    ? index - 1
    : index;

/** In order, those that touch as one. */
function joined(marks: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
