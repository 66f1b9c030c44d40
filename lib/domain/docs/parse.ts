import { fencedLines, plainText } from './markdown.ts';
import { DOCS_GROUPS, type DocsGroup, type DocsPage, type DocsSection } from './page.ts';

const HEADING = /^(#{1,6})\s+(.*)$/;
const ANCHORED = /^(.*\S)\s+\{#([a-z0-9][a-z0-9-]*)\}$/;
const ASKED = /^<!-- asked: (.*) -->$/;

/**
 * Reads one page of the documentation.
 *
 * @param source the file: front matter (`title`, `order`, `group`, `summary`) between two lines `---`, then sections
 * that begin with `## Heading {#anchor}` or `### …`; an `<!-- asked: … | … -->` below a heading lists other words for it.
 * @throws Error that names the slug and the fault when the page is not of this form.
 */
export function parseDocsPage(source: string, slug: string): DocsPage {
  const fail = (fault: string): never => {
    throw new Error(`Documentation page "${slug}": ${fault}`);
  };
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end === -1) return fail('no front matter');

  const fields = new Map<string, string>();
  for (const line of lines.slice(1, end)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const field = (name: string): string => fields.get(name) || fail(`front matter lacks "${name}"`);
  const order = Number(field('order'));
  if (!Number.isInteger(order)) fail('"order" is not a whole number');
  const group = DOCS_GROUPS.find((known) => known === field('group')) ?? fail('unknown "group"');

  return {
    slug,
    title: field('title'),
    order,
    group: group satisfies DocsGroup,
    summary: field('summary'),
    sections: parseSections(lines.slice(end + 1), fail),
  };
}

function parseSections(lines: readonly string[], fail: (fault: string) => never): DocsSection[] {
  const fenced = fencedLines(lines);
  const starts = lines.flatMap((line, at) => (!fenced[at] && HEADING.test(line) ? [at] : []));
  const before = lines
    .slice(0, starts[0] ?? lines.length)
    .join('')
    .trim();
  if (before !== '') fail('text before the first heading');
  if (starts.length === 0) fail('no section');

  const anchors = new Set<string>();
  return starts.map((start, index) => {
    const [, marks = '', title = ''] = HEADING.exec(lines[start] ?? '') ?? [];
    const [, heading, anchor] = ANCHORED.exec(title) ?? [];
    if (heading === undefined || anchor === undefined) return fail(`heading "${title}" has no anchor`);
    if (anchors.has(anchor)) return fail(`two sections have the anchor "${anchor}"`);
    anchors.add(anchor);
    const level = marks.length === 2 ? 2 : marks.length === 3 ? 3 : fail(`heading "${heading}" is not of level 2 or 3`);

    const body = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    const asked = ASKED.exec(body[0] ?? '')?.[1];
    const markdown = (asked === undefined ? body : body.slice(1)).join('\n').trim();
    if (markdown === '') fail(`section "${anchor}" is empty`);
    return {
      level,
      anchor,
      heading,
      markdown,
      text: plainText(markdown),
      asked: asked === undefined ? [] : asked.split('|').map((words) => words.trim()),
    };
  });
}
