/**
 * Half-written markers at the end of a text that is still arriving, closed or held back for display, so that nothing
 * flickers between `**bo` and **bo**. Never part of the finished text.
 */
export function mendTail(tail: string): string {
  const lineStart = tail.lastIndexOf('\n\n') + 1;
  const head = tail.slice(0, lineStart);
  let text = tail.slice(lineStart);

  // `[text](htt`: the words, until the address is whole.
  text = text.replace(/!?\[([^[\]\n]*)\]\([^()\n]*$/, '$1').replace(/!?\[([^[\]\n]*)$/, '$1');
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
