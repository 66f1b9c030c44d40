/** TeX in Markdown: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, told apart from prices. */

export interface Formula {
  /** Delimiters and all. */
  readonly raw: string;
  readonly tex: string;
  /** Stands on lines of its own. */
  readonly display: boolean;
}

type Close = '$' | '$$' | '\\)' | '\\]';

/** Longer ones are none: wherever one may begin, so much has to be looked through for its end. */
const MAX_FORMULA_CHARACTERS = 4_000;

const BLOCK_OPENING = /^ {0,3}(\$\$|\\\[)/;
const LINE_END = /[ \t]*(?:\n|$)/y;

/** A formula that begins a block and is all of it; no empty line stands in it. */
export function blockFormula(src: string): Formula | undefined {
  const [opening, delimiter] = BLOCK_OPENING.exec(src) ?? [];
  if (opening === undefined) return undefined;
  const text = src.slice(0, MAX_FORMULA_CHARACTERS);
  const end = closeAt(text, opening.length, delimiter === '$$' ? '$$' : '\\]');
  if (end < 0 || paragraphEnd(text, 0) < end) return undefined;
  LINE_END.lastIndex = end + 2;
  const after = LINE_END.exec(text);
  return after === null ? undefined : formula(text.slice(0, LINE_END.lastIndex), text.slice(opening.length, end), true);
}

/**
 * A formula that begins a stretch of words.
 *
 * @param before the character in front of it
 */
export function inlineFormula(src: string, before: string): Formula | undefined {
  if (src.startsWith('\\(')) return delimited(src, '\\)');
  if (src.startsWith('\\[')) return delimited(src, '\\]');
  if (src.startsWith('$$')) return before === '$' ? undefined : delimited(src, '$$');
  return src.startsWith('$') ? betweenDollars(src, before) : undefined;
}

function delimited(src: string, close: Close): Formula | undefined {
  const text = src.slice(0, MAX_FORMULA_CHARACTERS);
  const end = closeAt(text, 2, close);
  return end < 0 || paragraphEnd(text, 0) < end
    ? undefined
    : formula(text.slice(0, end + 2), text.slice(2, end), close !== '\\)');
}

const formula = (raw: string, tex: string, display: boolean): Formula | undefined =>
  tex.trim() === '' ? undefined : { raw, tex: tex.trim(), display };

/** Between single dollars words are more likely than TeX: Pandoc's rules, and a price is none. */
function betweenDollars(src: string, before: string): Formula | undefined {
  if (!mayOpen(src, before)) return undefined;
  const reach = src.slice(0, MAX_FORMULA_CHARACTERS);
  const line = reach.slice(0, indexOrEnd(reach, '\n'));
  const end = closeAt(line, 1, '$');
  if (end < 0) return undefined;
  const tex = line.slice(1, end);
  const after = line[end + 1] ?? '';
  if (/[\s\\]$/.test(tex) || tex.includes('`') || /\d/.test(after) || isPrice(tex)) return undefined;
  // `$HOME/$USER`; but `$n$th`.
  if (/[A-Za-z_]/.test(after) && /[^\w)}\]'|!]$/.test(tex)) return undefined;
  return { raw: line.slice(0, end + 1), tex, display: false };
}

const mayOpen = (src: string, before: string): boolean => !/[\w$]/.test(before) && /^\$[^\s$]/.test(src);

const AMOUNT = /^\d[\d,]*(?:\.\d+)?/;
/** Words inside of a formula: they speak neither for it nor against it. */
const TEX_WORDS = /\\(?:text|mathrm|mathbf|operatorname|mbox)\*?\s*\{[^{}]*(?:\}|$)|\\[A-Za-z]+/g;
const PROSE =
  /[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef¥€£₩]|(?:^|[\s,.;:!?(（])[A-Za-z]{2,}(?=[\s,.;:!?)]|$)/;

/** An amount and words behind it: `$5 and $6`, `$5，共$6`. */
function isPrice(tex: string): boolean {
  const amount = AMOUNT.exec(tex)?.[0];
  if (amount === undefined || amount === tex) return false;
  const rest = tex.slice(amount.length).replace(TEX_WORDS, ' ');
  return PROSE.test(rest) || /[-–—~/+,.;:!?*=<>]$/.test(rest);
}

/** Where `close` stands, an escaped character skipped; -1 when it does not. */
function closeAt(text: string, from: number, close: Close): number {
  if (!text.includes(close, from)) return -1;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') {
      if (text.startsWith(close, index)) return index;
      index++;
    } else if (character === '$' && text.startsWith(close, index)) return index;
  }
  return -1;
}

const EMPTY_LINE = /\n[ \t]*(?=\n)/g;

function paragraphEnd(text: string, from: number): number {
  EMPTY_LINE.lastIndex = from;
  return EMPTY_LINE.exec(text)?.index ?? text.length;
}

function indexOrEnd(text: string, sought: string, from = 0): number {
  const index = text.indexOf(sought, from);
  return index < 0 ? text.length : index;
}

/** Longer ones are shown as they stand: whoever writes so much without closing it wrote no formula. */
const MAX_HELD_CHARACTERS = { line: 240, paragraph: MAX_FORMULA_CHARACTERS, amount: 24 };

/**
 * Where a formula begins that the end of a growing text leaves open, so that it is not shown half-written.
 *
 * @param text the last paragraph
 * @returns the text's length when there is none
 */
export function openFormulaAt(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '`') {
      const run = /^`+/.exec(text.slice(index))?.[0] ?? '`';
      const end = text.indexOf(run, index + run.length);
      // What follows is code, for all we know.
      if (end < 0) return text.length;
      index = end + run.length - 1;
    } else if (character === '$' || character === '\\') {
      const src = text.slice(index);
      const before = text[index - 1] ?? '';
      const found = inlineFormula(src, before);
      if (found !== undefined) index += found.raw.length - 1;
      else if (mayBecomeFormula(src, before)) return index;
      else if (character === '\\' || src.startsWith('$$')) index++;
    }
  }
  return text.length;
}

/** Whether the text that begins here may be closed by what is still to come. */
function mayBecomeFormula(src: string, before: string): boolean {
  if (src === '\\') return true;
  for (const [opening, close] of [
    ['\\(', '\\)'],
    ['\\[', '\\]'],
    ['$$', '$$'],
  ] as const) {
    if (src.startsWith(opening)) {
      return src.length <= MAX_HELD_CHARACTERS.paragraph && closeAt(src, 2, close) < 0 && before !== '$';
    }
  }
  if (!src.startsWith('$') || /[\w$]/.test(before)) return false;
  if (src === '$') return true;
  if (!mayOpen(src, before) || src.length > MAX_HELD_CHARACTERS.line || /[\n`]/.test(src)) return false;
  if (closeAt(src, 1, '$') >= 0) return false;
  const amount = AMOUNT.exec(src.slice(1))?.[0];
  if (amount === undefined) return true;
  const rest = src.slice(1 + amount.length).replace(TEX_WORDS, ' ');
  // `$5 mo`: a word that may go on says nothing yet.
  return src.length <= MAX_HELD_CHARACTERS.amount && !PROSE.test(`${rest}+`);
}

/**
 * Where a block may begin that is a formula and not closed yet: nothing from there on is decided.
 *
 * @param isCode whether what stands there is known to lie in a block of code, where no formula begins
 * @returns -1 when there is none
 */
export function openBlockFormulaAt(text: string, isCode: (index: number) => boolean = () => false): number {
  let from = 0;
  for (let end = paragraphEnd(text, 0); end < text.length; end = paragraphEnd(text, end + 1)) from = end + 1;
  const openings = /^ {0,3}(\$\$|\\\[)/gm;
  openings.lastIndex = from;
  // Found once for all the openings before it: a text may be nothing but openings.
  const nextClose = { $$: -1, '\\]': -1 };
  for (let opening = openings.exec(text); opening !== null; opening = openings.exec(text)) {
    if (isCode(opening.index)) continue;
    const reach = text.slice(0, opening.index + MAX_FORMULA_CHARACTERS);
    const close = opening[1] === '$$' ? '$$' : '\\]';
    if (nextClose[close] < openings.lastIndex) nextClose[close] = indexOrEnd(text, close, openings.lastIndex);
    const end = nextClose[close] < reach.length ? closeAt(reach, openings.lastIndex, close) : -1;
    if (end < 0 && reach.length === text.length) return opening.index;
    if (end < 0) continue;
    // One that is none may be followed by one on the next line.
    const found = blockFormula(text.slice(opening.index, opening.index + MAX_FORMULA_CHARACTERS));
    if (found !== undefined) openings.lastIndex = opening.index + found.raw.length;
  }
  return -1;
}
