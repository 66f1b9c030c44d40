import { describe, expect, it } from 'vitest';
import { blocksOf, plainText } from './markdown.ts';
import { parseDocsPage } from './parse.ts';

const FRONT = '---\ntitle: Streaming: the guide\norder: 3\ngroup: chat\nsummary: A page.\n---\n';

const parse = (body: string) => parseDocsPage(`${FRONT}\n${body}`, 'streaming');

describe('a page', () => {
  it('has the fields of its front matter, colons in a value included', () => {
    const page = parse('## One {#one}\n\nText.');
    expect(page).toMatchObject({
      slug: 'streaming',
      title: 'Streaming: the guide',
      order: 3,
      group: 'chat',
      summary: 'A page.',
    });
  });

  it('is cut at its headings; a # inside a code block is none', () => {
    const page = parse(
      '## One {#one}\n\nFirst.\n\n```bash\n# a comment\n## another {#x}\n```\n\n### Two parts {#two-parts}\n\nSecond.',
    );
    expect(page.sections.map(({ level, anchor, heading }) => [level, anchor, heading])).toEqual([
      [2, 'one', 'One'],
      [3, 'two-parts', 'Two parts'],
    ]);
    expect(page.sections[0]?.markdown).toBe('First.\n\n```bash\n# a comment\n## another {#x}\n```');
    expect(page.sections[0]?.text).toBe('First.');
  });

  it('keeps the other words for a section out of its Markdown', () => {
    const [section] = parse('## One {#one}\n<!-- asked: how do I | what is -->\n\nText.').sections;
    expect(section?.asked).toEqual(['how do I', 'what is']);
    expect(section?.markdown).toBe('Text.');
  });

  it('reads line ends of Windows', () => {
    expect(
      parseDocsPage(`${FRONT}\n## One {#one}\n\nText.\n`.replaceAll('\n', '\r\n'), 's').sections[0]?.markdown,
    ).toBe('Text.');
  });

  it.each([
    ['no front matter', '## One {#one}\n\nText.'],
    ['front matter lacks "order"', '---\ntitle: T\ngroup: chat\nsummary: S.\n---\n## One {#one}\n\nText.'],
    ['unknown "group"', FRONT.replace('group: chat', 'group: other')],
    ['"order" is not a whole number', FRONT.replace('order: 3', 'order: first')],
    ['heading "One" has no anchor', `${FRONT}## One\n\nText.`],
    ['two sections have the anchor "one"', `${FRONT}## One {#one}\n\nText.\n\n## Two {#one}\n\nText.`],
    ['text before the first heading', `${FRONT}Text.\n\n## One {#one}\n\nText.`],
    ['heading "One" is not of level 2 or 3', `${FRONT}# One {#one}\n\nText.`],
    ['section "one" is empty', `${FRONT}## One {#one}\n\n## Two {#two}\n\nText.`],
    ['no section', FRONT],
  ])('is refused with its slug and the fault: %s', (fault, source) => {
    expect(() => parseDocsPage(source, 'slug')).toThrow(`"slug": ${fault}`);
  });
});

describe('Markdown', () => {
  it('is cut into blocks, code whole with its language', () => {
    expect(blocksOf('One\ntwo\n\n```js\na\n\nb\n```\n\n| a |\n|---|\n| b |')).toEqual([
      { kind: 'text', markdown: 'One\ntwo' },
      { kind: 'code', language: 'js', markdown: '```js\na\n\nb\n```' },
      { kind: 'text', markdown: '| a |\n|---|\n| b |' },
    ]);
  });

  it('becomes plain words: tables, links, emphasis and inline code lose their marks, code blocks go', () => {
    const text = plainText(
      'A **bold** [link](/docs/x#y) and `max_tokens`.\n\n| a | b |\n|---|---|\n| c | d |\n\n- one\n\n```js\ncode\n```',
    );
    expect(text.replaceAll(/\s+/g, ' ').trim()).toBe('A bold link and max_tokens . a b c d one');
  });
});
