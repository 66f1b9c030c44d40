import { Lexer, Marked, type MarkedToken, type Token } from 'marked';

/**
 * Markdown as GFM, less link reference definitions: one that comes late would change words already painted, so an
 * answer would read differently while it streams and after. `[text][ref]` stays as it was written.
 */
const marked = new Marked({ gfm: true, tokenizer: { def: () => undefined } });

/** `Tokens.Generic` stands for the tokens of extensions; none is installed. */
const isMarkedToken = (token: Token): token is MarkedToken => token.type !== undefined;

/** The block tokens of a text, those that show nothing included; their `raw` texts join to the text. */
export function lexBlocks(text: string): MarkedToken[] {
  return new Lexer(marked.defaults).lex(text).filter(isMarkedToken);
}

/** Tokens as the closed union of marked's own. */
export function known(tokens: readonly Token[] | undefined): MarkedToken[] {
  return (tokens ?? []).filter(isMarkedToken);
}

/** Those that leave something on the page. */
export const shows = ({ type }: MarkedToken): boolean => type !== 'space' && type !== 'def';
