/** A page of the API's documentation (`docs/api/<language>/<slug>.md`): front matter, then sections with fixed anchors. */

export const DOCS_LANGUAGES = ['zh', 'en'] as const;
export type DocsLanguage = (typeof DOCS_LANGUAGES)[number];

/** In the order in which a table of contents shows them. */
export const DOCS_GROUPS = ['start', 'chat', 'endpoints', 'limits', 'practice'] as const;
export type DocsGroup = (typeof DOCS_GROUPS)[number];

export interface DocsSection {
  readonly level: 2 | 3;
  /** Written in the source as `{#anchor}` and the same in every language, so that links survive a change of language. */
  readonly anchor: string;
  readonly heading: string;
  /** The Markdown below the heading, up to the next heading. */
  readonly markdown: string;
  /** The same as words without markup and without code blocks. */
  readonly text: string;
  /** Other words for what the section answers: read by the search, shown nowhere. */
  readonly asked: readonly string[];
}

export interface DocsPage {
  readonly slug: string;
  readonly title: string;
  /** Place among all pages, from 1. */
  readonly order: number;
  readonly group: DocsGroup;
  /** One sentence. */
  readonly summary: string;
  readonly sections: readonly DocsSection[];
}

/** The address of a section in the console. */
export function docsHref(slug: string, anchor: string): string {
  return `/docs/${slug}#${anchor}`;
}
