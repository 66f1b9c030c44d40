import type { Tokens } from 'marked';
import { known, type MarkdownToken, showSame } from '#lib/domain/markdown/lex.ts';
import type { MarkdownContext } from './context.ts';
import { element, shown, text } from './dom.ts';
import { isInlineImage, safeHref } from './links.ts';
import { formulaNode } from './math.ts';

/** Tokens between both halves of a tag. */
interface Paired {
  readonly type: 'paired';
  readonly name: string;
  readonly raw: string;
  readonly tokens: readonly MarkdownToken[];
}

type InlineToken = MarkdownToken | Paired;

/**
 * Inline Markdown as DOM nodes. Every word goes in as text and every element is made by name here: nothing that a
 * model writes can become an element, an attribute or an address of its own choosing.
 */
export function inlineNodes(tokens: readonly MarkdownToken[], context: MarkdownContext): Node[] {
  return paired(tokens).map((token) => inlineNode(token, context));
}

/**
 * Brings a parent's children from one list of tokens to the next. What both begin with keeps its nodes, and the last
 * words grow where they are: a selection in them stays.
 */
export function patchInline(parent: Node, change: InlineChange, context: MarkdownContext): void {
  const previous = paired(change.previous);
  const next = paired(change.next);
  const { offset = 0 } = change;
  let index = offset;
  for (const token of next) {
    const before = previous[index - offset];
    const node = parent.childNodes[index];
    if (before === undefined || node === undefined) parent.appendChild(inlineNode(token, context));
    else if (!isSame(before, token) && !grow(node, { before, token }, context)) {
      parent.replaceChild(inlineNode(token, context), node);
    }
    index++;
  }
  while (parent.childNodes.length > index) parent.lastChild?.remove();
}

export interface InlineChange {
  readonly previous: readonly MarkdownToken[];
  readonly next: readonly MarkdownToken[];
  /** Children in front that no token stands for. */
  readonly offset?: number;
}

const isSame = (a: InlineToken, b: InlineToken): boolean =>
  a.type === 'paired' || b.type === 'paired' ? a.type === b.type && a.raw === b.raw : showSame(a, b);

/** @returns false when the node cannot become the one for the next token */
function grow(
  node: Node,
  { before, token }: { before: InlineToken; token: InlineToken },
  context: MarkdownContext,
): boolean {
  if (before.type === 'text' && token.type === 'text' && node instanceof Text) {
    replaceEnd(node, shown(token.text));
    return true;
  }
  if ((token.type === 'strong' || token.type === 'em' || token.type === 'del') && before.type === token.type) {
    patchInline(node, { previous: known(before.tokens), next: known(token.tokens) }, context);
    return true;
  }
  return false;
}

/** What both texts begin with is not touched: to replace it would throw a selection in it to its start. */
function replaceEnd(node: Text, words: string): void {
  const old = node.data;
  let kept = words.startsWith(old) ? old.length : 0;
  while (kept < words.length && words[kept] === old[kept]) kept++;
  node.replaceData(kept, old.length - kept, words.slice(kept));
}

/** One node for each. */
function inlineNode(token: InlineToken, context: MarkdownContext): Node {
  switch (token.type) {
    case 'paired':
      return element(token.name, inlineNodes(token.tokens, context));
    case 'text':
    case 'escape':
      return text(token.text);
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, inlineNodes(known(token.tokens), context));
    case 'codespan':
      return element('code', [text(token.text)]);
    case 'br':
      return element('br');
    case 'link':
      return link(token, context);
    case 'image':
      return image(token);
    case 'checkbox':
      return checkbox(token.checked);
    case 'math':
      return formulaNode(token, context);
    case 'noteReference': {
      const mark = element('sup', [text(token.label)], 'md-note-mark');
      mark.dataset.note = token.label;
      return mark;
    }
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? element('br') : text(token.raw);
    default:
      return text(token.raw);
  }
}

const PAIRED_TAGS = new Set(['sub', 'sup', 'kbd', 'mark']);

/** The few tags that models write into prose, where both halves are there, as one token each. */
function paired(tokens: readonly MarkdownToken[]): InlineToken[] {
  if (!tokens.some(({ type }) => type === 'html')) return [...tokens];
  const found: InlineToken[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) continue;
    const pair = pairAt(tokens, index);
    found.push(pair ?? token);
    index += pair === undefined ? 0 : pair.tokens.length + 1;
  }
  return found;
}

function pairAt(tokens: readonly MarkdownToken[], start: number): Paired | undefined {
  const token = tokens[start];
  const name = token?.type === 'html' ? /^<(\w+)>$/.exec(token.raw)?.[1]?.toLowerCase() : undefined;
  if (name === undefined || !PAIRED_TAGS.has(name)) return undefined;
  const end = tokens.findIndex(
    (other, index) => index > start && other.type === 'html' && other.raw.toLowerCase() === `</${name}>`,
  );
  if (end < 0) return undefined;
  const raw = tokens.slice(start, end + 1).map((part) => part.raw);
  return { type: 'paired', name, raw: raw.join(''), tokens: tokens.slice(start + 1, end) };
}

function link(token: Tokens.Link, context: MarkdownContext): Node {
  const target = safeHref(token.href);
  if (target === undefined) return text(token.raw);
  const anchor = document.createElement('a');
  anchor.href = target.href;
  if (target.foreign) {
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer nofollow';
  }
  anchor.append(...inlineNodes(known(token.tokens), context));
  return anchor;
}

/** A picture from elsewhere would tell its server who reads: it becomes a link that says where it leads. */
function image(token: Tokens.Image): Node {
  if (isInlineImage(token.href)) {
    const picture = document.createElement('img');
    picture.src = token.href;
    picture.alt = token.text;
    return picture;
  }
  const target = safeHref(token.href);
  if (target?.foreign !== true || target.href.startsWith('mailto:')) return text(token.raw);
  const anchor = document.createElement('a');
  anchor.href = target.href;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer nofollow';
  anchor.append(text(`${token.text || '🖼'} (${new URL(target.href).host})`));
  return anchor;
}

function checkbox(checked: boolean): Node {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.disabled = true;
  box.toggleAttribute('checked', checked);
  box.setAttribute('aria-label', checked ? '✓' : '☐');
  return box;
}
