import { describe, expect, it } from 'vitest';
import { loadDocs } from '#lib/server/docs.ts';
import { blocksOf } from './markdown.ts';
import { DOCS_GROUPS, DOCS_LANGUAGES } from './page.ts';

const docs = loadDocs();
const markdownOf = (language: 'zh' | 'en') =>
  docs[language].flatMap((page) => page.sections.map((section) => section.markdown));
const codeLanguages = (markdown: string) =>
  blocksOf(markdown).flatMap((block) => (block.kind === 'code' ? [block.language] : []));

describe('the documentation', () => {
  it('has the same pages, sections, order, groups and kinds of code in both languages', () => {
    const [zh, en] = [docs.zh, docs.en].map((pages) =>
      pages.map(({ slug, order, group, sections }) => ({
        slug,
        order,
        group,
        sections: sections.map(({ anchor, level, markdown }) => ({ anchor, level, code: codeLanguages(markdown) })),
      })),
    );
    expect(zh).toEqual(en);
  });

  it('counts its pages from 1 without gap, group by group', () => {
    expect(docs.en.map(({ order }) => order)).toEqual(docs.en.map((_page, index) => index + 1));
    const groups = docs.en.map(({ group }) => group);
    expect(groups).toEqual([...groups].sort((a, b) => DOCS_GROUPS.indexOf(a) - DOCS_GROUPS.indexOf(b)));
  });

  it.each(DOCS_LANGUAGES)('has only links that lead somewhere (%s)', (language) => {
    const targets = new Set(
      docs[language].flatMap(({ slug, sections }) => sections.map(({ anchor }) => `/docs/${slug}#${anchor}`)),
    );
    const links = markdownOf(language).flatMap((markdown) =>
      [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target),
    );
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((target) => !targets.has(target ?? ''))).toEqual([]);
  });

  it.each(DOCS_LANGUAGES)('tells the search other words for every section (%s)', (language) => {
    for (const { slug, sections } of docs[language]) {
      for (const { anchor, asked } of sections) expect(asked.length, `${slug}#${anchor}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('sets Chinese punctuation between Chinese characters', () => {
    expect(
      markdownOf('zh').filter((markdown) => /\p{Script=Han}[,;:!?]/u.test(markdown.replaceAll(/```[\s\S]*?```/g, ''))),
    ).toEqual([]);
  });

  it('opens every code block with a language', () => {
    for (const language of DOCS_LANGUAGES) expect(markdownOf(language).flatMap(codeLanguages)).not.toContain('');
  });
});
