/** The little of Markdown that the documentation needs to be cut up and searched; rendering it is the page's affair. */

export interface CodeBlock {
  /** The fence's language, `''` when it names none. */
  readonly language: string;
  /** Fences included. */
  readonly markdown: string;
}

export type MarkdownBlock =
  | { readonly kind: 'text'; readonly markdown: string }
  | ({ readonly kind: 'code' } & CodeBlock);

const FENCE = /^(`{3,})(.*)$/;

/** Marks every line that is part of a fenced code block, fences included. */
export function fencedLines(lines: readonly string[]): boolean[] {
  let open = '';
  return lines.map((line) => {
    const fence = FENCE.exec(line)?.[1];
    if (open === '') {
      if (fence === undefined) return false;
      open = fence;
    } else if (fence !== undefined && line.trim() === fence && fence.length >= open.length) {
      open = '';
    }
    return true;
  });
}

/** Cuts Markdown at its blank lines; a code block is one block whatever it holds. */
export function blocksOf(markdown: string): MarkdownBlock[] {
  const lines = markdown.split('\n');
  const fenced = fencedLines(lines);
  const blocks: MarkdownBlock[] = [];
  let from = 0;
  while (from < lines.length) {
    const opening = fenced[from] ? FENCE.exec(lines[from] ?? '') : null;
    let to = from + 1;
    if (opening !== null) {
      while (to < lines.length && lines[to]?.trim() !== opening[1]) to += 1;
      to += 1;
    } else {
      while (to < lines.length && lines[to]?.trim() !== '' && !fenced[to]) to += 1;
    }
    const block = lines.slice(from, to).join('\n').trim();
    if (opening !== null) blocks.push({ kind: 'code', language: opening[2]?.trim() ?? '', markdown: block });
    else if (block !== '') blocks.push({ kind: 'text', markdown: block });
    from = to;
  }
  return blocks;
}

/** The words of a piece of Markdown: no code blocks, no markup, the text of links and of inline code kept. */
export function plainText(markdown: string): string {
  return blocksOf(markdown)
    .filter((block) => block.kind === 'text')
    .map((block) =>
      block.markdown
        .replaceAll(/^\|[-:| ]+\|$/gm, '')
        .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/^(?:[-*>]|\d+\.|#+)\s+/gm, '')
        .replaceAll(/[`|]|\*\*/g, ' ')
        .replaceAll(/[ \t]+/g, ' ')
        .trim(),
    )
    .join('\n');
}
