import katex, { type KatexOptions } from 'katex';

/** In em: a formula that a model writes shall not cover the page. */
const MAX_SIZE_EM = 20;

/** Macros may call each other: so often, then it is an error. */
const MAX_EXPANSIONS = 1_000;

const OPTIONS: KatexOptions = {
  output: 'htmlAndMathml',
  throwOnError: false,
  errorColor: 'currentColor',
  // No links, pictures, classes or data attributes of the formula's own choosing.
  trust: false,
  // LaTeX would refuse Chinese in a formula, and more that readers understand; KaTeX's own additions it does not have.
  strict: (code: string) => (code === 'htmlExtension' ? 'error' : 'ignore'),
  maxSize: MAX_SIZE_EM,
  maxExpand: MAX_EXPANSIONS,
};

/** The HTML and MathML of a formula; undefined when it cannot be set. */
export function formulaHtml(tex: string, display: boolean): string | undefined {
  try {
    return katex.renderToString(tex, { ...OPTIONS, displayMode: display });
  } catch {
    // Nesting without end overflows the stack, which KaTeX does not count as an error in the formula.
    return undefined;
  }
}
