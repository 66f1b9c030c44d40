import type { MarkdownContext } from './context.ts';
import { renderMarkdown } from './view.ts';

/** One of each kind of block, and of what stands in lines. */
const SAMPLES = [
  ...['# a', 'a', '**b**', '~~b~~', '`c` [d](e)', '$f$ [^h]'],
  ...['- a\n- b', '| a |\n| - |\n| b |', '> a', '```x\nb\n```'],
];

/**
 * Renders a little of everything, each in a task of its own: what reads Markdown compiles its expressions when they are
 * first used, all of which takes longer than a frame on a slow machine.
 */
export async function warmUp(context: MarkdownContext): Promise<void> {
  for (const sample of SAMPLES) {
    await new Promise<void>((resolve) => setTimeout(resolve));
    renderMarkdown(document.createElement('div'), sample, context);
  }
}
