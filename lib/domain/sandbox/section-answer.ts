import { blocksOf, type MarkdownBlock } from '#lib/domain/docs/markdown.ts';
import { type DocsLanguage, docsHref } from '#lib/domain/docs/page.ts';
import { SAYINGS } from './sayings.ts';
import type { Hit } from './search.ts';

/** Makes an answer of a section: what answers first, then the details, one example, and where it comes from. */

/** The programming languages that examples are written in, as their fences name them. */
export type CodeLanguage = 'bash' | 'python' | 'javascript';

const NAMES: Readonly<Record<CodeLanguage, string>> = { bash: 'curl', python: 'Python', javascript: 'JavaScript' };

const ASKED: readonly (readonly [CodeLanguage, RegExp])[] = [
  ['bash', /\bcurl\b|命令行/i],
  ['python', /\b(?:python|py)\b/i],
  ['javascript', /\b(?:javascript|js|node(?:\.?js)?|typescript|ts)\b/i],
];

/** The programming language that a question names. */
export function codeLanguageOf(question: string): CodeLanguage | undefined {
  return ASKED.find(([, pattern]) => pattern.test(question))?.[0];
}

export interface SectionAnswerOptions {
  readonly language: DocsLanguage;
  readonly code: CodeLanguage | undefined;
  /** A section that answers a neighbouring question. */
  readonly related: Hit | undefined;
}

export function sectionAnswer({ page, section }: Hit, { language, code, related }: SectionAnswerOptions): string {
  const sayings = SAYINGS[language];
  const [first, ...rest] = pickExamples(blocksOf(section.markdown), { language, code });
  // What is no sentence (a table, a list) cannot lead: the heading does.
  const leads = first !== undefined && !/^(?:[|>-]|\d+\.|```)/.test(first);
  const details = leads ? rest : first === undefined ? [] : [first, ...rest];
  return [
    ...(leads ? [first] : []),
    ...(details.length > 0 ? [`### ${section.heading}`, ...details] : []),
    ...(related === undefined ? [] : [`${sayings.related}${linkTo(related)}`]),
    sayings.link(section.heading, docsHref(page.slug, section.anchor)),
  ].join('\n\n');
}

const linkTo = ({ page, section }: Hit): string => `[${section.heading}](${docsHref(page.slug, section.anchor)})`;

/** Of an example written in several languages one is shown, and the others are named. */
function pickExamples(
  blocks: readonly MarkdownBlock[],
  { language, code }: Omit<SectionAnswerOptions, 'related'>,
): string[] {
  const shown: string[] = [];
  let at = 0;
  while (at < blocks.length) {
    const versions = versionsAt(blocks, at);
    const [standard] = versions;
    if (versions.length < 2 || standard === undefined) {
      shown.push(blocks[at]?.markdown ?? '');
      at += 1;
      continue;
    }
    const chosen = versions.find((version) => version.language === code) ?? standard;
    const others = versions.filter((version) => version !== chosen).map((version) => NAMES[version.language]);
    shown.push(chosen.markdown, SAYINGS[language].otherLanguages(others));
    at += versions.length;
  }
  return shown;
}

interface Version {
  readonly language: CodeLanguage;
  readonly markdown: string;
}

/** The code blocks from `at` on that say the same in different languages. */
function versionsAt(blocks: readonly MarkdownBlock[], at: number): Version[] {
  const versions: Version[] = [];
  for (const block of blocks.slice(at)) {
    const language = block.kind === 'code' ? exampleLanguageOf(block) : undefined;
    if (language === undefined || versions.some((version) => version.language === language)) break;
    versions.push({ language, markdown: block.markdown });
  }
  return versions;
}

/** A shell block is an example like the others only when it makes the call; `pip install` is a step before one. */
function exampleLanguageOf({ language, markdown }: Extract<MarkdownBlock, { kind: 'code' }>): CodeLanguage | undefined {
  if (language === 'python' || language === 'javascript') return language;
  return language === 'bash' && /^curl\b/m.test(markdown) ? 'bash' : undefined;
}
