import type { MathToken } from '#lib/domain/markdown/lex.ts';
import type { MarkdownContext } from './context.ts';
import { element, text } from './dom.ts';

/** A formula in a line of words, or on lines of its own; its source, until it is set. */
export function formulaNode({ raw, tex, display }: MathToken, { labels, typesetter }: MarkdownContext): HTMLElement {
  const node = element('span', [text(raw.trim())], 'md-math');
  if (display) {
    node.classList.add('md-math-display');
    // It scrolls when it is too wide, for the keyboard too.
    node.tabIndex = 0;
    node.setAttribute('role', 'group');
    node.setAttribute('aria-label', labels.formula);
  }
  typesetter.typeset(node, tex, display);
  return node;
}
