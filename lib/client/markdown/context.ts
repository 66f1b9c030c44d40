import type { Highlighter } from './highlighter.ts';
import type { MarkdownLabels } from './labels.ts';
import type { Typesetter } from './typesetter.ts';

/** What the renderer needs of the page that it renders into. */
export interface MarkdownContext {
  readonly labels: MarkdownLabels;
  readonly highlighter: Highlighter;
  readonly typesetter: Typesetter;
}
