import { Lexer, Marked, type MarkedToken, type Token, Tokenizer, type TokenizerExtension, type Tokens } from 'marked';
import { blockFormula, inlineFormula } from './math.ts';
import { noteAt, noteReferenceAt } from './notes.ts';

export interface MathToken {
  readonly type: 'math';
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

/** `[^1]` in the text. */
export interface NoteReferenceToken {
  readonly type: 'noteReference';
  readonly raw: string;
  readonly label: string;
}

/** `[^1]: …`, where it stands. */
export interface NoteToken {
  readonly type: 'note';
  readonly raw: string;
  readonly label: string;
  readonly tokens: Token[];
}

export type MarkdownToken = MarkedToken | MathToken | NoteReferenceToken | NoteToken;

/** Deeper than anybody reads; each level costs a pass over its text and a frame of the stack. */
const MAX_DEPTH = 32;

/** Longer paragraphs are data: some of marked's rules for words take time with the square of their length. */
export const MAX_INLINE_CHARACTERS = 10_000;

/** Where a formula or a note may interrupt a paragraph, or the paragraph ends. */
const INTERRUPTION = /\n(?: {0,3}(\$\$|\\\[|\[\^)|[ \t]*\n)/;

const TABBED_BULLET = /\n {0,3}(?:[*+-]|\d{1,9}[.)])\t/;

/** @returns the start of its line; undefined when the paragraph ends without one */
function interruptionAt(src: string): number | undefined {
  const found = INTERRUPTION.exec(src);
  return found?.[1] === undefined ? undefined : found.index + 1;
}

const NOTHING: Tokens.Space = { type: 'space', raw: '' };

/** marked's own rules, to a bounded depth; what lies deeper is text. */
class BoundedTokenizer extends Tokenizer {
  #depth = 0;

  #nested<Made>(tokenize: () => Made | undefined): Made | undefined {
    if (this.#depth >= MAX_DEPTH) return undefined;
    this.#depth++;
    try {
      return tokenize();
    } finally {
      this.#depth--;
    }
  }

  /**
   * marked reads a list that goes on behind a quote's `>` a second time, as though it stood behind what precedes the
   * quote; where that is text, a list that begins at 7 is none, and marked fails on finding none.
   */
  override blockquote(src: string) {
    const { state } = this.lexer;
    const preceding = state.lastToken ?? NOTHING;
    state.lastToken = NOTHING;
    try {
      return this.#nested(() => super.blockquote(src));
    } finally {
      state.lastToken = preceding;
    }
  }
  override list(src: string) {
    return this.#nested(() => super.list(src));
  }
  override emStrong(src: string, maskedSrc: string, prevChar?: string) {
    return this.#nested(() => super.emStrong(src, maskedSrc, prevChar));
  }
  override del(src: string, maskedSrc: string, prevChar?: string) {
    return this.#nested(() => super.del(src, maskedSrc, prevChar));
  }
  override link(src: string) {
    return this.#nested(() => super.link(src));
  }
  /** What interrupts a paragraph is no part of a heading's words either; marked overlooks bullets before a tab. */
  override lheading(src: string) {
    const heading = super.lheading(src.slice(0, interruptionAt(src) ?? src.length));
    if (heading === undefined || !TABBED_BULLET.test(heading.raw)) return heading;
    // Its words were queued already.
    this.lexer.inlineQueue.pop();
    return;
  }
  /**
   * No link reference definitions: one that comes late would change words already painted, so an answer would read
   * differently while it streams and after. `[text][ref]` stays as it was written.
   */
  override def(): undefined {}
}

const lastCharacter = (tokens: readonly Token[]): string => tokens.at(-1)?.raw.at(-1) ?? '';

const EXTENSIONS: readonly TokenizerExtension[] = [
  {
    name: 'blockMath',
    level: 'block',
    start: interruptionAt,
    tokenizer: (src) => {
      const found = blockFormula(src);
      return found === undefined ? undefined : { type: 'math', ...found };
    },
  },
  {
    name: 'note',
    level: 'block',
    tokenizer(src) {
      const found = noteAt(src);
      return found === undefined ? undefined : { type: 'note', ...found, tokens: this.lexer.inline(found.text) };
    },
  },
  {
    name: 'inlineMath',
    level: 'inline',
    start: (src) => {
      const at = src.search(/\$|\\[([]/);
      return at < 0 ? undefined : at;
    },
    tokenizer: (src, tokens) => {
      const found = inlineFormula(src, lastCharacter(tokens));
      return found === undefined ? undefined : { type: 'math', ...found };
    },
  },
  {
    name: 'noteReference',
    level: 'inline',
    start: (src) => {
      const at = src.indexOf('[^');
      return at < 0 ? undefined : at;
    },
    tokenizer: (src) => {
      const found = noteReferenceAt(src);
      return found === undefined ? undefined : { type: 'noteReference', ...found };
    },
  },
];

/** Markers of emphasis in a formula are none. */
function maskFormulas(src: string): string {
  if (!/[$\\]/.test(src)) return src;
  let masked = '';
  for (let index = 0; index < src.length; ) {
    const found = /[$\\]/.test(src[index] ?? '') ? inlineFormula(src.slice(index), src[index - 1] ?? '') : undefined;
    masked += found === undefined ? src[index] : 'a'.repeat(found.raw.length);
    index += found?.raw.length ?? 1;
  }
  return masked;
}

const { defaults } = new Marked({ gfm: true, extensions: [...EXTENSIONS], hooks: { emStrongMask: maskFormulas } });

/** `Tokens.Generic` stands for the tokens of extensions, and those installed are here. */
const isOurs = (token: Token): token is MarkdownToken => token.type !== undefined;

function blockLexer(text: string): Lexer {
  const lexer = new Lexer({ ...defaults, tokenizer: new BoundedTokenizer() });
  lexer.blockTokens(text, lexer.tokens);
  return lexer;
}

/** The block tokens of a text, those that show nothing included; their `raw` texts join to the text. */
export function lexBlocks(text: string): MarkdownToken[] {
  const lexer = blockLexer(text);
  for (const { src, tokens } of lexer.inlineQueue) {
    // A tag that one paragraph leaves open is none of the next one's.
    Object.assign(lexer.state, { inLink: false, inRawBlock: false });
    if (src.length <= MAX_INLINE_CHARACTERS) lexer.inlineTokens(src, tokens);
    else tokens.push({ type: 'text', raw: src, text: src });
  }
  return known(lexer.tokens);
}

/** The same blocks without the words in them, for who needs to know where they end. */
export const lexOutline = (text: string): MarkdownToken[] => known(blockLexer(text).tokens);

/** Tokens as the closed union. */
export function known(tokens: readonly Token[] | undefined): MarkdownToken[] {
  return (tokens ?? []).filter(isOurs);
}

/**
 * Whether two tokens show the same. Their sources alone do not tell: marked reads some lines differently by what
 * follows them. Empty lines behind them show nothing.
 */
export function showSame(a: MarkdownToken, b: MarkdownToken): boolean {
  if (a.type !== b.type || trimmed(a.raw) !== trimmed(b.raw) || textOf(a) !== textOf(b)) return false;
  const [parts, others] = [partsOf(a), partsOf(b)];
  return parts.length === others.length && parts.every((part, index) => isSamePart(part, others[index]));
}

const trimmed = (raw: string): string => raw.replace(/\n+$/, '');

const textOf = (token: MarkdownToken): string => ('text' in token ? token.text : '');

function partsOf(token: MarkdownToken): readonly (MarkdownToken | Tokens.TableCell)[] {
  if (token.type === 'list') return token.items;
  if (token.type === 'table') return [...token.header, ...token.rows.flat()];
  return 'tokens' in token ? known(token.tokens) : [];
}

const isCell = (part: MarkdownToken | Tokens.TableCell): part is Tokens.TableCell => !('type' in part);

function isSamePart(
  part: MarkdownToken | Tokens.TableCell,
  other: MarkdownToken | Tokens.TableCell | undefined,
): boolean {
  if (other === undefined) return false;
  if (isCell(part)) return isCell(other) && part.text === other.text && part.align === other.align;
  return !isCell(other) && showSame(part, other);
}

/** Those that leave something on the page. */
export const shows = ({ type }: MarkdownToken): boolean => type !== 'space' && type !== 'def';
