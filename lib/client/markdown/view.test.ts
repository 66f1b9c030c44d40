// @vitest-environment jsdom
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
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

const CORPUS: Record<string, string> = {
  prose:
    'Hello **bold** and *em*, `code`, ~~gone~~.\nSecond line  \nbroken.\n\nNext 段落 with 👩‍👩‍👧 emoji and e\u0301.\n',
  chinese: '锐境 AI 提供**流式响应**，见[文档](/docs/streaming#enable)。\n\n第二段：`stream` 设为 `true`。\n',
  headings: '# One\n## Two ##\nSetext\n===\npara\n---\n\n####### seven\n',
  lists: '- a\n- b\n  - c\n    1. d\n    2. e\n\n  para in b\n- f\n\n1) x\n2) y\n\n\n7. seven\n8. eight\n',
  loose: '- a\n\n- b\n\n- c\n- d\n\nafter\n',
  tasks: '- [ ] open\n- [x] done\n  - [ ] nested\n',
  table: 'before\n\n| a | b |\n|:--|--:|\n| 1 | `x|y` |\n| 2 | **b** |\nno pipe\n\nafter\n',
  tableAfterPara: 'para\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  fences: '```js\nconst a = 1;\n\n```\ntext\n~~~~\n```\ninner\n```\n~~~~\n\n````md\n```js\n```\n````\nend\n',
  fenceInList: '1. step\n   ```sh\n   npm ci\n   ```\n2. next\n',
  openFence: 'see:\n```python\nfor x in y:\n    print(x)\n',
  fakeFence: 'para\n``` not a fence ``` here\nmore\n',
  emptyFence: '```\n```\n',
  indented: 'a\n\n    code\n\n    more\n\nb\n',
  quotes: '> a\n> > b\nlazy\n\n> c\n\n- > d\n',
  html: '<div onclick="x()">hi</div>\n\npara <b>not bold</b><br>line H<sub>2</sub>O <kbd>Ctrl</kbd>\n\n<!-- c -->\n\n<script>alert(1)</script>\n',
  references: 'see [a][b] and [b]\n\n[b]: https://example.com "t"\n\nafter\n',
  footnotes: 'text[^1]\n\n[^1]: note\n',
  money: 'It cost $5 and $6, or $$x$$.\n',
  rules: '***\n---\ntext\n\n- - -\n',
  autolinks: 'https://example.com/a?b=c and www.example.com, mail a@b.co\n',
  crlf: 'a\r\n\r\n- b\r\n- c\r\n\r\n```\r\nd\r\n```\r\ne\r',
  unfinished: 'a **b\n\n[x](http://\n\n| a |\n|--',
  escapes: '\\*not em\\* \\# &amp; &lt;b&gt; &copy;\n',
  nested: '- a\n  > q\n  > ```\n  > x\n  > ```\n- b\n\n  | t |\n  |---|\n  | 1 |\n',
};

/** Thousands of runs in CI, on machines that do other things too. */
vi.setConfig({ testTimeout: 120_000 });

const runs = process.env.FULL === '1' ? 600 : 60;

test.each(Object.entries(CORPUS))('streamed in any pieces, it reads as the whole does: %s', (_, text) => {
  const expected = whole(text).innerHTML;
  expect(
    streamed(
      text,
      Array.from(text, (__, index) => index),
    ).innerHTML,
  ).toBe(expected);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (cuts) => {
      expect(streamed(text, cuts).innerHTML).toBe(expected);
    }),
    { numRuns: runs },
  );
});

test('any mixture of the corpus in any pieces too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.values(CORPUS)), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat({ max: 2000 }), { maxLength: 12 }),
      (parts, cuts) => {
        const text = parts.join('');
        expect(
          streamed(
            text,
            cuts.map((cut) => cut % (text.length + 1)),
          ).innerHTML,
        ).toBe(whole(text).innerHTML);
      },
    ),
    { numRuns: runs * 3 },
  );
});

test('any noise of Markdown’s own characters too', () => {
  const character = fc.constantFrom(...'`~*_[]()<>|#-+.:!\\\n\n \t12ab文&"\'=');
  fc.assert(
    fc.property(
      fc.array(character, { maxLength: 80 }),
      fc.array(fc.nat({ max: 80 }), { maxLength: 10 }),
      (characters, cuts) => {
        const text = characters.join('');
        expect(
          streamed(
            text,
            cuts.map((cut) => cut % (text.length + 1)),
          ).innerHTML,
        ).toBe(whole(text).innerHTML);
      },
    ),
    { numRuns: runs * 5 },
  );
});

test('what is on the page while it streams is what the text so far says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(CORPUS)),
      fc.constantFrom(...Object.values(CORPUS)),
      (first, second) => {
        const text = `${first}\n${second}`;
        const container = document.createElement('div');
        const view = new MarkdownView(container, CONTEXT);
        // At line ends nothing is half-written, so that nothing is mended for display.
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', end + 1)) {
          view.update(text.slice(0, end + 2));
          expect(container.textContent?.replaceAll('\n', '')).toBe(
            whole(text.slice(0, end + 2)).textContent?.replaceAll('\n', ''),
          );
        }
      },
    ),
    { numRuns: runs },
  );
});

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
