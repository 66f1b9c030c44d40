// @vitest-environment jsdom
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLAIN_HIGHLIGHTER } from './highlighter.ts';
import { PLAIN_TYPESETTER } from './typesetter.ts';
import { MarkdownView, renderMarkdown } from './view.ts';

const CONTEXT = {
  labels: { copy: 'Copy', copied: 'Copied', code: 'code', table: 'Table', formula: 'Formula' },
  highlighter: PLAIN_HIGHLIGHTER,
  typesetter: PLAIN_TYPESETTER,
};

function whole(text: string): HTMLElement {
  const container = document.createElement('div');
  renderMarkdown(container, text, CONTEXT);
  return container;
}

function streamed(text: string, cuts: readonly number[]): HTMLElement {
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  for (const cut of [...cuts].sort((a, b) => a - b)) view.update(text.slice(0, cut));
  view.finish(text);
  return container;
}

test('finished blocks keep their nodes', () => {
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  view.update('# A\n\npara\n\n- x\n- y\n');
  const heading = container.querySelector('h3');
  const item = container.querySelector('li');
  view.update('# A\n\npara\n\n- x\n- y\n- z\n\n```js\na\nb');
  expect(container.querySelector('h3')).toBe(heading);
  const line = container.querySelector('.md-code code > span');
  view.update('# A\n\npara\n\n- x\n- y\n- z\n\n```js\na\nb\nc\n```\n\nend');
  expect(container.querySelector('.md-code code > span')).toBe(line);
  expect(item?.textContent).toBe('x');
});

test('T-WEB-05 hostile output is inert', () => {
  const hostile = [
    '<script>window.hacked = 1</script>',
    '<img src=x onerror="window.hacked = 1">',
    '<svg/onload=alert(1)><style>*{}</style><iframe src=//evil></iframe><form action=//evil><input></form>',
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) [d](//evil.example) [e](java\nscript:x) [f](&#106;avascript:alert(1))',
    '![x](https://evil.example/track.png) ![y](data:image/svg+xml;base64,PHN2Zy8+) ![z](javascript:1)',
    '<a href="javascript:alert(1)">x</a> <https://ok.example> <javascript:alert(1)>',
    '```html\n<script>window.hacked = 1</script>\n```',
    '| <img src=x onerror=1> |\n|---|\n| <script>1</script> |',
    '- [x] <b onmouseover=1>x</b>\n\n<sub onclick=1>x</sub> <sub>ok</sub>',
    '<details open ontoggle=1><summary>x</summary></details>',
  ].join('\n\n');
  for (const container of [
    whole(hostile),
    streamed(
      hostile,
      Array.from(hostile, (_, index) => index),
    ),
  ]) {
    document.body.append(container);
    expect(
      container.querySelectorAll('script, style, iframe, svg, form, object, embed, link, meta, base, details'),
    ).toHaveLength(0);
    expect([...container.querySelectorAll('img')].every((image) => image.src.startsWith('data:image/'))).toBe(true);
    for (const element of container.querySelectorAll('*')) {
      for (const { name } of element.attributes) expect(name, element.outerHTML).not.toMatch(/^on/);
    }
    for (const anchor of container.querySelectorAll('a')) {
      expect(anchor.href).toMatch(/^https?:/);
      expect(anchor.rel).toContain('noopener');
    }
    for (const input of container.querySelectorAll('input')) expect(input.disabled).toBe(true);
    expect('hacked' in window).toBe(false);
    container.remove();
  }
});

test('a remote picture is a link that says where it leads', () => {
  const anchor = whole('![chart](https://evil.example/a.png)').querySelector('a');
  expect(anchor?.textContent).toBe('chart (evil.example)');
});

test('the text of code is the source, to the character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (source) => {
      const code = `x${source.replaceAll(/[\r`\u202a-\u202e\u2066-\u2069]/g, '')}y`;
      const block = whole(`\`\`\`\`js\n${code}\n\`\`\`\`\n`).querySelector('code');
      expect(block?.textContent).toBe(code);
    }),
  );
});

test('the end of a block leaves its coloured lines alone', () => {
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  view.update('```js\na\nb\n');
  const line = container.querySelectorAll('code > span')[1];
  const colour = document.createElement('i');
  colour.textContent = 'b';
  line?.replaceChildren(colour);
  view.update('```js\na\nb\n```\n');
  view.update('```js\na\nb\n```\n\nend');
  view.finish('```js\na\nb\n```\n\nend');
  expect(container.querySelector('code i')).toBe(colour);
  expect(container.querySelector('code')?.textContent).toBe('a\nb');
});

test('a selection in words that are still growing stays', () => {
  const container = document.createElement('div');
  document.body.append(container);
  const view = new MarkdownView(container, CONTEXT);
  view.update('Some **bold** words and more');
  const [bold, words] = [container.querySelector('strong')?.firstChild, container.querySelector('p')?.lastChild];
  const selection = getSelection();
  if (bold && words) selection?.setBaseAndExtent(bold, 0, words, ' words'.length);
  view.update('Some **bold** words and more, *so');
  view.update('Some **bold** words and more, *so*, and `x`.\n\nNext');
  view.finish('Some **bold** words and more, *so*, and `x`.\n\nNext');
  expect(words?.textContent).toBe(' words and more, ');
  expect(selection?.anchorNode).toBe(bold);
  expect(selection?.focusNode).toBe(words);
  expect(selection?.focusOffset).toBe(' words'.length);
  container.remove();
});

test('a block keeps its node from its first letter to the end of the text', () => {
  const text = 'a *b* c\n\n## d e\n\n- f\n- g\n\n[^1]: h i\n\n```\nj\n```\n\nlast';
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  const seen = new Map<string, Element>();
  for (let end = 1; end <= text.length; end++) {
    view.update(text.slice(0, end));
    for (const name of ['p', 'h3', 'li', '.md-note', '.md-code']) {
      const node = container.querySelector(name);
      // A marker that is alone on its line may become anything yet.
      const words = (node?.querySelector('code') ?? node)?.textContent ?? '';
      if (node !== null && /[a-z]/.test(words) && !seen.has(name)) seen.set(name, node);
    }
  }
  view.finish(text);
  expect([...seen.keys()].sort()).toEqual(['.md-code', '.md-note', 'h3', 'li', 'p']);
  for (const [name, node] of seen) expect(container.querySelector(name), name).toBe(node);
});

test('a note that comes late changes no word, only ties the references before it', () => {
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  const early = 'One[^a] and two[^A], three[^none].\n\nMore.\n\n';
  view.update(early);
  const paragraph = container.querySelector('p');
  const words = paragraph?.textContent;
  expect(container.querySelectorAll('a')).toHaveLength(0);
  view.finish(`${early}[^a]: the note\n[^a]: another\n`);
  expect(container.querySelector('p')).toBe(paragraph);
  expect(paragraph?.textContent).toBe(words);
  expect([...container.querySelectorAll('a')].map((anchor) => anchor.getAttribute('role'))).toEqual([
    'doc-noteref',
    'doc-noteref',
    'doc-backlink',
  ]);
  expect(container.querySelectorAll('.md-note')).toHaveLength(2);
});
