/** Of a longer text the rest is not searched: a file that was pasted must not hold anybody up. UTF-16 units. */
export const SEARCHED_UNITS = 100_000;
/** Longer words, such as encoded bytes, are known by their beginning. */
const MAX_WORD_UNITS = 64;

/** A word of a text, and where in the text it stands: from and to, in UTF-16 units. */
export interface Word {
  /** Folded: in small letters, without accents, of full-width and other forms the plain ones. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** One character that is a word by itself: of Chinese, Japanese or Korean, or a symbol such as an emoji. */
  readonly isSingle: boolean;
}

/**
 * The words of a text, for search: letters, digits and their marks in a row are one; a character of Chinese, Japanese or
 * Korean and a symbol are one each. All else is between words, so `max_tokens` is two of them and `foo.bar()` as well.
 */
export function* wordsOf(text: string): Generator<Word, void> {
  const end = Math.min(text.length, SEARCHED_UNITS);
  for (let index = 0; index < end; ) {
    const code = text.charCodeAt(index);
    if (isPlainCjk(code)) {
      yield { text: text.charAt(index), from: index, to: index + 1, isSingle: true };
      index++;
    } else if (code < 0x80 && !isAsciiLetter(code)) {
      index++;
    } else {
      const to = plainEnd(text, index, end);
      // Nearly all words are of ASCII alone.
      if (to > index && (to === end || isPlainCjk(text.charCodeAt(to)) || text.charCodeAt(to) < 0x80)) {
        yield {
          text: text.slice(index, Math.min(to, index + MAX_WORD_UNITS)).toLowerCase(),
          from: index,
          to,
          isSingle: false,
        };
        index = to;
      } else index = yield* foldedWords(text, index, end);
    }
  }
}

/** Words from a place on, until one has ended: whatever they are written in. @returns where to go on */
function* foldedWords(text: string, start: number, end: number): Generator<Word, number> {
  let open = '';
  let [from, to, index] = [start, start, start];
  let isOver = false;
  while (index < end && !isOver) {
    const code = text.codePointAt(index) ?? 0;
    const next = index + (code > 0xffff ? 2 : 1);
    for (const piece of fold(code)) {
      const kind = kindOf(piece);
      if (kind === 'letter') {
        if (open === '') from = index;
        if (open.length < MAX_WORD_UNITS) open += piece;
      }
      if (kind === 'letter' || kind === 'accent') {
        to = next;
        continue;
      }
      isOver = true;
      if (open !== '') yield { text: open, from, to, isSingle: false };
      open = '';
      if (kind === 'single') yield { text: piece, from: index, to: next, isSingle: true };
    }
    index = next;
  }
  if (open !== '') yield { text: open, from, to, isSingle: false };
  return index;
}

/** The syllables and characters that nearly all of the three languages is written in, and which need no folding. */
const isPlainCjk = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3041 && code <= 0x3096) || (code >= 0xac00 && code <= 0xd7a3);

const isAsciiLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);

/** Where the letters and digits of ASCII end that begin at a place. */
function plainEnd(text: string, start: number, end: number): number {
  let index = start;
  while (index < end && isAsciiLetter(text.charCodeAt(index))) index++;
  return index;
}

/** Character by character, so that places stay known, and in time that grows as the text does. */
const fold = (code: number): string => {
  const character = String.fromCodePoint(code);
  return isPlainCjk(code) ? character : character.normalize('NFKD').toLowerCase();
};

const ACCENT = /^[\u0300-\u036f]$/;
const SINGLE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{So}]$/u;
const LETTER = /^[\p{L}\p{N}\p{M}]$/u;

/** `accent`: it counts for nothing, and ends nothing. */
function kindOf(piece: string): 'letter' | 'single' | 'accent' | 'between' {
  if (ACCENT.test(piece)) return 'accent';
  if (SINGLE.test(piece)) return 'single';
  return LETTER.test(piece) ? 'letter' : 'between';
}
