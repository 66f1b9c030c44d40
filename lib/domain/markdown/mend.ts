import { MAX_INLINE_CHARACTERS } from './lex.ts';
import { openBlockFormulaAt, openFormulaAt } from './math.ts';

const FENCE_LINE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t>]*)?(?:`{3,}|~{3,})/gm;

/**
 * Half-written markers at the end of a text that is still arriving, closed or held back for display, so that nothing
 * flickers between `**bo` and **bo**. Never part of the finished text.
 */
export function mendTail(tail: string): string {
  // In a fence inside of a list or a quote: code has no markers.
  if ((tail.match(FENCE_LINE)?.length ?? 0) % 2 === 1) return tail;
  const undecidedAt = openBlockFormulaAt(tail);
  const decided = undecidedAt < 0 ? tail : tail.slice(0, undecidedAt);
  const lineStart = decided.lastIndexOf('\n\n') + 1;
  const head = decided.slice(0, lineStart);
  let text = decided.slice(lineStart);
  if (text.length > MAX_INLINE_CHARACTERS) return decided;
  text = text.slice(0, openFormulaAt(text));

  // `[text](htt`: the words, until the address is whole; `[^1`: nothing, until the note's label is.
  text = text
    .replace(/\[\^[^[\]\n]*$/, '')
    .replace(/!?\[([^[\]\n]*)\]\([^()\n]*$/, '$1')
    .replace(/!?\[([^[\]\n]*)$/, '$1');
  // A run of markers that may go on in the next chunk says nothing yet.
  text = text.replace(/(?<=^|[^\\`*_~])(?:\*{1,3}|_{1,3}|~{1,2}|`{1,2})$/, '');

  const codes = text.match(/(?<!`)`(?!`)/g)?.length ?? 0;
  if (codes % 2 === 1) return `${head}${text}\``;
  const plain = text.replace(/`[^`\n]*`/g, '');
  for (const marker of ['**', '~~']) {
    const count = plain.split(marker).length - 1;
    const open = text.lastIndexOf(marker);
    // A marker closes only right behind a word.
    if (count % 2 === 1 && /\S$/.test(text) && /^\S/.test(text.slice(open + marker.length))) text += marker;
  }
  return head + text;
}
