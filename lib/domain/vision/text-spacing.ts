import { nfkc } from '#lib/std/nfkc.ts';

/** Ideographs, kana, and the marks that are as wide as these. */
const WIDE = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff01-\\uff60]';
const LETTER = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';

const FULL_WIDTH: Readonly<Record<string, string>> = {
  ...{ ',': '，', ':': '：', ';': '；', '?': '？', '!': '！', '(': '（', ')': '）' },
};

const AFTER_WIDE = new RegExp(`(?<=${WIDE})(?:\\s*[,:;?!()])+`, 'gu');
const BEFORE_LETTER = new RegExp(`(?<=\\S)(?:[,;?!()]\\s*)+(?=${LETTER})|\\((?=${LETTER})`, 'gu');
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
  const widened = [AFTER_WIDE, BEFORE_LETTER].reduce(
    (text, marks) => text.replace(marks, (run) => run.replace(/./gu, (mark) => FULL_WIDTH[mark] ?? mark)),
    line.replace(/\s+/gu, ' ').trim(),
  );
  return widened.replace(AROUND_MARK, '$1').replace(BETWEEN_WIDE, '');
}

const BETWEEN_IDEOGRAPHS = new RegExp(`(?<=${LETTER}|[\\u3001-\\u303f])\\s+(?=${LETTER}|[\\u3001-\\u303f])`, 'gu');

/** What two readings of one text are compared by: compatible forms made one, no space between ideographs. */
export const comparable = (text: string): string =>
  nfkc(text).replace(/\s+/gu, ' ').trim().replace(BETWEEN_IDEOGRAPHS, '');
