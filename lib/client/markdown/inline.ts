import type { MarkedToken, Tokens } from 'marked';
import { known } from '#lib/domain/markdown/lex.ts';
import { isInlineImage, safeHref } from './links.ts';

/**
 * Inline Markdown as DOM nodes. Every word goes in as text and every element is made by name here: nothing that a
 * model writes can become an element, an attribute or an address of its own choosing.
 */
export function inlineNodes(tokens: readonly MarkedToken[]): Node[] {
  const nodes: Node[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) continue;
    const paired = pairedTag(tokens, index);
    if (paired !== undefined) {
      nodes.push(element(paired.name, inlineNodes(tokens.slice(index + 1, paired.end))));
      index = paired.end;
    } else nodes.push(...inlineNode(token));
  }
  return nodes;
}

function inlineNode(token: MarkedToken): Node[] {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? [text(token.text)] : inlineNodes(known(token.tokens));
    case 'escape':
      return [text(token.text)];
    case 'strong':
    case 'em':
    case 'del':
      return [element(token.type, inlineNodes(known(token.tokens)))];
    case 'codespan':
      return [element('code', [text(token.text)])];
    case 'br':
      return [element('br')];
    case 'link':
      return link(token);
    case 'image':
      return [image(token)];
    case 'checkbox':
      return [checkbox(token.checked)];
    case 'html':
      return [/^<br\s*\/?>$/i.test(token.raw) ? element('br') : text(token.raw)];
    default:
      return [text(token.raw)];
  }
}

const PAIRED_TAGS = new Set(['sub', 'sup', 'kbd', 'mark']);

/** The few tags that models write into prose, where both halves are there. */
function pairedTag(tokens: readonly MarkedToken[], start: number): { name: string; end: number } | undefined {
  const token = tokens[start];
  const name = token?.type === 'html' ? /^<(\w+)>$/.exec(token.raw)?.[1]?.toLowerCase() : undefined;
  if (name === undefined || !PAIRED_TAGS.has(name)) return undefined;
  const end = tokens.findIndex(
    (other, index) => index > start && other.type === 'html' && other.raw.toLowerCase() === `</${name}>`,
  );
  return end < 0 ? undefined : { name, end };
}

function link(token: Tokens.Link): Node[] {
  const target = safeHref(token.href);
  if (target === undefined) return [text(token.raw)];
  const anchor = document.createElement('a');
  anchor.href = target.href;
  if (target.foreign) {
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer nofollow';
  }
  anchor.append(...inlineNodes(known(token.tokens)));
  return [anchor];
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

/** Characters that turn the reading direction could show a link or code as something else. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

export const text = (content: string): Text => document.createTextNode(content.replace(BIDI_CONTROLS, '\ufffd'));

export function element(name: string, children: readonly Node[] = [], className = ''): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}
