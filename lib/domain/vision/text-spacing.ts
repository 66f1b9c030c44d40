import { nfkc } from '#lib/std/nfkc.ts';

/** Ideographs, kana, and the marks that are as wide as these. */
const WIDE = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff01-\\uff60]';
const LETTER = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';

const FULL_WIDTH: Readonly<Record<string, string>> = {
  ...{ ',': '，', ':': '：', ';': '；', '?': '？', '!': '！', '(': '（', ')': '）' },
};

const BEFORE_MARK = new RegExp(`(?<=${WIDE})\\s*([,:;?!()])`, 'gu');
const BEFORE_WIDE = new RegExp(`(?<=[^\\s])([,;?!()])\\s*(?=${LETTER})`, 'gu');
const OPENING = new RegExp(`\\((?=${LETTER})`, 'gu');
const BETWEEN_WIDE = new RegExp(`(?<=${WIDE})\\s+(?=${WIDE})`, 'gu');
/** A full-width mark brings its own space along. */
const AROUND_MARK = /\s*([\u3000-\u3011\uff01-\uff0f\uff1a-\uff1f])\s*/gu;

/** Whether a text has an ideograph or kana in it. */
export const hasIdeograph = (text: string): boolean => new RegExp(LETTER, 'u').test(text);

/**
 * Sets a line as Chinese is set: no space between ideographs nor around full-width marks, which stand beside ideographs;
 * words and figures in Latin letters keep their spaces and marks.
 */
export function setSpaces(line: string): string {
  const marked = line
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(BEFORE_MARK, (_, mark: string) => FULL_WIDTH[mark] ?? mark)
    .replace(BEFORE_WIDE, (_, mark: string) => FULL_WIDTH[mark] ?? mark)
    .replace(OPENING, '（');
  return marked.replace(AROUND_MARK, '$1').replace(BETWEEN_WIDE, '');
}

/** What two readings of one text are compared by: compatible forms made one, no space between ideographs. */
export const comparable = (text: string): string => nfkc(text.replace(/\s+/gu, ' ').trim().replace(BETWEEN_WIDE, ''));
