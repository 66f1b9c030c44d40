import type { Tokens } from 'marked';
import { known, type MarkdownToken, type NoteToken, showSame, shows } from '#lib/domain/markdown/lex.ts';
import { languageOf } from '#lib/domain/markdown/splitter.ts';
import { CodeBlock } from './code-block.ts';
import type { MarkdownContext } from './context.ts';
import { element, text } from './dom.ts';
import { inlineNodes, patchInline } from './inline.ts';
import { formulaNode } from './math.ts';

/** What a block's code needs to grow; the node alone does not tell. */
const codeBlocks = new WeakMap<Node, CodeBlock>();

/** One block as one node. @param ended nothing more will come, so code may be coloured to its last line */
export function blockNode(token: MarkdownToken, context: MarkdownContext, ended: boolean): Node {
  switch (token.type) {
    case 'heading':
      // One level, below the page's own: models skip levels, and an outline with holes misleads whoever reads by it.
      return element('h3', inlineNodes(known(token.tokens), context), `md-h${token.depth}`);
    case 'paragraph':
      return element('p', inlineNodes(known(token.tokens), context));
    case 'text':
      return element(
        'span',
        token.tokens === undefined ? [text(token.text)] : inlineNodes(known(token.tokens), context),
      );
    case 'checkbox':
      return inlineNodes([token], context)[0] ?? text('');
    case 'code':
      return codeNode(token, context, ended);
    case 'list':
      return listNode(token, context, ended);
    case 'blockquote':
      return element('blockquote', blockNodes(known(token.tokens), context, ended));
    case 'table':
      return tableNode(token, context);
    case 'hr':
      return element('hr');
    case 'math':
      return element('div', [formulaNode(token, context)]);
    case 'note':
      return noteNode(token, context);
    default:
      // Raw HTML stays what it is: text.
      return element('p', [text(token.raw.trimEnd())], 'md-raw');
  }
}

const blockNodes = (tokens: readonly MarkdownToken[], context: MarkdownContext, ended: boolean): Node[] =>
  tokens.filter(shows).map((token) => blockNode(token, context, ended));

/** Stands in front of a note's words. */
const NOTE_MARK_NODES = 2;

function noteNode({ label, tokens }: NoteToken, context: MarkdownContext): HTMLElement {
  const mark = element('sup', [text(label)], 'md-note-mark');
  const note = element('p', [mark, text(' '), ...inlineNodes(known(tokens), context)], 'md-note');
  note.dataset.note = label;
  return note;
}

function codeNode(token: Tokens.Code, context: MarkdownContext, ended: boolean): Node {
  const block = new CodeBlock(languageOf(token), context);
  block.update(token.text, ended || isClosedFence(token));
  codeBlocks.set(block.node, block);
  return block.node;
}

/** Its last line is complete, wherever the text stands. */
const isClosedFence = (token: Tokens.Code): boolean => /\n[ \t>]*(?:`{3,}|~{3,})[ \t]*\n*$/.test(token.raw);

/** Takes over a block that grew outside the list of tokens. */
export function adoptCode(block: CodeBlock, token: Tokens.Code): void {
  block.update(token.text, true);
  codeBlocks.set(block.node, block);
}

/** Lets a block of code be coloured to its end. */
export function endCode(node: Node, token: Tokens.Code): void {
  codeBlocks.get(node)?.update(token.text, true);
}

function listNode(token: Tokens.List, context: MarkdownContext, ended: boolean): HTMLElement {
  const list = element(token.ordered ? 'ol' : 'ul');
  if (token.ordered && token.start !== 1 && token.start !== '') list.setAttribute('start', String(token.start));
  for (const item of token.items) {
    list.append(element('li', blockNodes(known(item.tokens), context, ended), item.task ? 'md-task' : ''));
  }
  return list;
}

function tableNode(token: Tokens.Table, context: MarkdownContext): HTMLElement {
  const head = element('thead', [rowNode(token.header, 'th', context)]);
  const body = element(
    'tbody',
    token.rows.map((row) => rowNode(row, 'td', context)),
  );
  const region = element('div', [element('table', [head, body])], 'md-table');
  region.tabIndex = 0;
  region.setAttribute('role', 'group');
  region.setAttribute('aria-label', context.labels.table);
  return region;
}

function rowNode(cells: readonly Tokens.TableCell[], name: 'td' | 'th', context: MarkdownContext): HTMLElement {
  const row = element('tr');
  for (const cell of cells) {
    const made = element(name, inlineNodes(known(cell.tokens), context));
    if (name === 'th') made.setAttribute('scope', 'col');
    if (cell.align !== null) made.style.textAlign = cell.align;
    row.append(made);
  }
  return row;
}

/**
 * The node for `next` where `node` shows `previous`, changed as little as possible: finished items of a growing list,
 * rows of a growing table and lines of growing code keep their nodes.
 */
export function patchedNode(
  node: Node,
  change: { previous: MarkdownToken; next: MarkdownToken },
  context: MarkdownContext,
): Node {
  const { previous, next } = change;
  if (showSame(previous, next)) return node;
  if (!(node instanceof HTMLElement)) return blockNode(next, context, false);
  if (next.type === 'paragraph' || next.type === 'heading' || next.type === 'text' || next.type === 'note') {
    if (!isSameBlock(previous, next)) return blockNode(next, context, false);
    const offset = next.type === 'note' ? NOTE_MARK_NODES : 0;
    patchInline(node, { previous: wordsOf(previous), next: wordsOf(next), offset }, context);
    return node;
  }
  if (previous.type === 'code' && next.type === 'code' && languageOf(previous) === languageOf(next)) {
    codeBlocks.get(node)?.update(next.text, isClosedFence(next));
    return node;
  }
  if (previous.type === 'list' && next.type === 'list' && sameList(previous, next)) {
    patchItems(node, { previous, next }, context);
    return node;
  }
  if (previous.type === 'blockquote' && next.type === 'blockquote') {
    patchBlocks(node, { previous: known(previous.tokens), next: known(next.tokens) }, context);
    return node;
  }
  if (previous.type === 'table' && next.type === 'table' && sameHead(previous, next)) {
    patchRows(node, { previous, next }, context);
    return node;
  }
  return blockNode(next, context, false);
}

/** The same but for its words. */
function isSameBlock(previous: MarkdownToken, next: MarkdownToken): boolean {
  if (previous.type === 'heading' && next.type === 'heading') return previous.depth === next.depth;
  if (previous.type === 'note' && next.type === 'note') return previous.label === next.label;
  return previous.type === next.type;
}

const wordsOf = (block: MarkdownToken): MarkdownToken[] => {
  if (!('tokens' in block)) return [block];
  return block.tokens === undefined ? [block] : known(block.tokens);
};

const sameList = (a: Tokens.List, b: Tokens.List): boolean =>
  a.ordered === b.ordered && a.start === b.start && a.loose === b.loose;

const rawRow = (row: readonly Tokens.TableCell[]): string => row.map((cell) => cell.text).join('\u0000');

const sameHead = (a: Tokens.Table, b: Tokens.Table): boolean =>
  rawRow(a.header) === rawRow(b.header) && a.align.join() === b.align.join();

/**
 * Brings a container's children from one list of blocks to the next. As everywhere here, the children are listed once:
 * a live list counts from its beginning again after every change, which is the square of a long list.
 */
export function patchBlocks(
  parent: HTMLElement,
  change: { previous: readonly MarkdownToken[]; next: readonly MarkdownToken[] },
  context: MarkdownContext,
): void {
  const previous = change.previous.filter(shows);
  const next = change.next.filter(shows);
  const nodes = [...parent.childNodes];
  next.forEach((token, index) => {
    const [node, before] = [nodes[index], previous[index]];
    if (node === undefined || before === undefined) parent.append(blockNode(token, context, false));
    else {
      const patched = patchedNode(node, { previous: before, next: token }, context);
      if (patched !== node) parent.replaceChild(patched, node);
    }
  });
  for (const node of nodes.slice(next.length)) node.remove();
}

function patchItems(
  list: HTMLElement,
  { previous, next }: { previous: Tokens.List; next: Tokens.List },
  context: MarkdownContext,
): void {
  const nodes = [...list.children];
  next.items.forEach((item, index) => {
    const [node, before] = [nodes[index], previous.items[index]];
    if (node instanceof HTMLElement && before !== undefined && before.task === item.task) {
      patchBlocks(node, { previous: known(before.tokens), next: known(item.tokens) }, context);
    } else {
      const made = element('li', blockNodes(known(item.tokens), context, false), item.task ? 'md-task' : '');
      if (node === undefined) list.append(made);
      else node.replaceWith(made);
    }
  });
  for (const node of nodes.slice(next.items.length)) node.remove();
}

function patchRows(
  region: HTMLElement,
  { previous, next }: { previous: Tokens.Table; next: Tokens.Table },
  context: MarkdownContext,
): void {
  const body = region.querySelector('tbody');
  if (body === null) return;
  const nodes = [...body.children];
  next.rows.forEach((row, index) => {
    const [node, before] = [nodes[index], previous.rows[index]];
    if (node === undefined) body.append(rowNode(row, 'td', context));
    else if (before === undefined || rawRow(before) !== rawRow(row)) node.replaceWith(rowNode(row, 'td', context));
  });
  for (const node of nodes.slice(next.rows.length)) node.remove();
}
