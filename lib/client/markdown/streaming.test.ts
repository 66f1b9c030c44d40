// @vitest-environment jsdom
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { PLAIN_HIGHLIGHTER } from './highlighter.ts';
import { PLAIN_TYPESETTER } from './typesetter.ts';
import { MarkdownView, renderMarkdown } from './view.ts';

/**
 * The law of streaming: in whatever pieces a text arrives, the page ends up as if it had come at once. What one piece
 * decides, none that follows may have to take back.
 */

const CONTEXT = {
  labels: { copy: 'Copy', copied: 'Copied', code: 'code', table: 'Table', formula: 'Formula' },
  highlighter: PLAIN_HIGHLIGHTER,
  typesetter: PLAIN_TYPESETTER,
};

function whole(text: string): string {
  const container = document.createElement('div');
  renderMarkdown(container, text, CONTEXT);
  return container.innerHTML;
}

/** @param cuts where one piece ends and the next begins, taken modulo the text's length */
function streamed(text: string, cuts: readonly number[]): string {
  const container = document.createElement('div');
  const view = new MarkdownView(container, CONTEXT);
  const ends = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
  for (const end of ends) view.update(text.slice(0, end));
  view.finish(text);
  return container.innerHTML;
}

const everyCut = (text: string): number[] => Array.from(text, (_, index) => index);

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
  'a list in a quote behind text': '- a\n  > 7. seven\nlazy\n\n- b\n  > 7. seven\n  > eight\n',
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
  emoji: '👩‍👩‍👧‍👦 family, 🇨🇳 flag, 👍🏽 skin; **🧑🏽‍💻** and `👨‍👩‍👦` — e\u0301 a\u0308\u0323\n\n- 🅰️ a\n- 🏳️‍🌈 b\n',
  surrogates: 'alone \ud83d and \ude00, joined 😀\n\n| \ud800 | x |\n|---|---|\n| 1 | 2 |\n',
  chineseTable:
    '| 模型 | 价格 |\n|---|---|\n| 锐境 | ￥5／百万 |\n| 轻量 | $0.5–$1 |\n\n价格$5，合$6；变量$n$，记作 $n$。\n',
  math: 'Let $x_1*y$ and $a*b$, *so $c*d$ is*, \\(x^2\\) and \\[y\\] in line.\n\n$$\n\\frac{a}{b}\n- c\n= d\n> e\n$$\n\n\\[\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n\\]\nafter\n',
  mathInText: 'text\n$$\nx\n- y\n$$\nmore\n\n1. item\n   $$\n   z\n   $$\n2. $a$|$b$\n\n> $$q$$\n> $$\n> r\n> $$\n',
  openMath: 'so $x + y\nand $$z\n\nthen \\(w\n\n$$\na\n- b\n\nc $$ d\n\n\\[\ne\n',
  notMath:
    '$5 and $6, US$5, $5–$10, $1,000, $HOME/$USER, \\$x$, `$a$`, $ x$, $x $, $$ $$, $`a`$\n\n```sh\necho $PATH $HOME\n$$\n```\n$$\n',
  moneyAndMath: 'It costs $5, or $x$ of $10k; $2x+1$ and $10^6$, $5 \\text{元}$, 价格$5，数量$n$。\n',
  notes:
    'One[^1], two[^Late] and [^none].\n\n[^1]: first *note*\n  goes on\n[^2]: second\n\nText.\n\n[^late]: late[^1]\n- list[^2]\n\n  [^in]: in a list\n\n> [^q]: quoted [^in] [^q]\n',
  noteEdges: '[^a](https://example.com) [^b]: no note\n[^c]:\n[^ d]: no\n\n[^e]: x\n\n    y\n\n[^e]: again\n[^f\n',
  deep: `${'> '.repeat(40)}q\n\n${'- '.repeat(40)}i\n\n${'*a **b '.repeat(20)}c${'** d*'.repeat(20)}\n`,
  crlfMath: '$$\r\na\r\n$$\r\n\r\nb $c$\r\n[^1]: n\r\n',
  setextEdges: 'a\nb\n===\n\n$$\nx\n===\n$$\n\n- c\n---\n\n> d\n---\n',
  fencesNested:
    '1. a\n   ```sh\n   echo $HOME **x\n\n   ```\n   - b\n     ~~~\n     c\n2. d\n\n> ```\n> e\n\nf\n`````\n````\n```\n````\n`````\n',
  htmlOpen:
    'x <a> y\n\nhttps://example.com <pre> **b** &amp;\n\n<details>\n<summary>s</summary>\n\n- in\n\n</details>\n<sub>a<sup>b</sub>c</sup>\n',
  tabs: '-\ta\n\n\tb\n1.\tc\n\n\t\tcode\n',
  longLine: `${'word '.repeat(60)}**bold** $x$ [a](https://example.com/${'p'.repeat(80)})\n`,
};

/** The corpus's lines: recombined they make what no author would write. */
const LINES = [...new Set(Object.values(CORPUS).flatMap((text) => text.split(/(?<=\n)/)))];

/** Thousands of runs in CI, on machines that do other things too. */
vi.setConfig({ testTimeout: 900_000 });

const runs = process.env.FULL === '1' ? 1_000 : 40;

const anyCuts = fc.array(fc.nat({ max: 4_000 }), { maxLength: 12 });

test.each(Object.entries(CORPUS))('streamed in any pieces, it reads as the whole does: %s', (_, text) => {
  const expected = whole(text);
  expect(streamed(text, everyCut(text))).toBe(expected);
  fc.assert(
    fc.property(anyCuts, (cuts) => {
      expect(streamed(text, cuts)).toBe(expected);
    }),
    { numRuns: runs },
  );
});

const mixtures: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  [
    'texts',
    fc.array(fc.constantFrom(...Object.values(CORPUS)), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  ],
  ['lines', fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 14 }).map((lines) => lines.join(''))],
  [
    'lines, each cut somewhere',
    fc
      .array(fc.tuple(fc.constantFrom(...LINES), fc.nat({ max: 60 })), { minLength: 1, maxLength: 14 })
      .map((lines) => lines.map(([line, end]) => line.slice(0, end)).join('')),
  ],
  [
    'characters of Markdown',
    fc
      .array(fc.constantFrom(...'`~*_[]()<>|#-+.:!\\\n\n \t12ab文&"\'=$$^\r'), { maxLength: 80 })
      .map((characters) => characters.join('')),
  ],
  ['graphemes', fc.string({ unit: 'grapheme', maxLength: 60 })],
];

test('a formula behind code that holds its marks is one, wherever the text is cut', () => {
  const text = '```sh\n$$\n```\n$$\na\n| a | b |\n|---|---|\n| 1 | 2 |\n$$\n\nb\n';
  for (let at = 0; at < text.length; at++) expect(streamed(text, [at])).toBe(whole(text));
});

test.each(mixtures)('any mixture of %s too, in any pieces', (_, texts) => {
  fc.assert(
    fc.property(texts, anyCuts, (text, cuts) => {
      expect(streamed(text, cuts)).toBe(whole(text));
    }),
    { numRuns: runs * 5 },
  );
});

test.each(mixtures)('and character by character: %s', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(streamed(text, everyCut(text))).toBe(whole(text));
    }),
    { numRuns: runs },
  );
});
