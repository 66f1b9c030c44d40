// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { cpuGrowsAtMost } from '#e2e/support/cpu-time.ts';
import { PLAIN_HIGHLIGHTER } from './highlighter.ts';
import { PLAIN_TYPESETTER } from './typesetter.ts';
import { MarkdownView, renderMarkdown } from './view.ts';

/** Texts that are made to be slow. */

const CONTEXT = {
  labels: { copy: 'Copy', copied: 'Copied', code: 'code', table: 'Table', formula: 'Formula' },
  highlighter: PLAIN_HIGHLIGHTER,
  typesetter: PLAIN_TYPESETTER,
};

/** From here on all of them grow evenly: shorter paragraphs are read for markup, longer ones are text. */
const CHARACTERS = 10_000;
const PIECES = 5;

/** Of four times the text, which takes sixteen times as long where the work grows with the square. */
const MAX_GROWTH = 9;

vi.setConfig({ testTimeout: 300_000 });

const SHAPES: Record<string, string> = {
  'quotes in quotes': '> ',
  'lists in lists': '- ',
  'numbers in numbers': '1. ',
  emphasis: '*a **b ',
  'markers alone': '*',
  brackets: '[',
  links: '[a](',
  pictures: '![',
  backticks: '`a``',
  tags: '<a ',
  'paired tags': '<sub>',
  'words without end': 'a',
  words: 'word ',
  spaces: ' ',
  tabs: '\t',
  'empty lines': '\n',
  backslashes: '\\',
  dollars: '$a ',
  prices: '$5 ',
  'open formulas': '\\(',
  'lines that open formulas': '\\[\n',
  'blocks of formulas': '$$\na\n',
  'note marks': '[^a]',
  notes: '[^a]: x\n',
  'open note marks': '[^a',
  fences: '```\n',
  'fences in lists': '- ```\n',
  headings: 'a\n=\n',
  cells: '|a',
  addresses: 'http://a.',
  'two markers in turn': '*_',
};

test.each(Object.entries(SHAPES))(
  'T-WEB-05 a long text of it takes its time, and not the square of it: %s',
  (_, shape) => {
    const show = (characters: number) => {
      const text = shape.repeat(characters / shape.length);
      const view = new MarkdownView(document.createElement('div'), CONTEXT);
      for (let piece = 1; piece <= PIECES; piece++) view.update(text.slice(0, (text.length * piece) / PIECES));
      view.finish(text);
    };
    expect(
      cpuGrowsAtMost(
        MAX_GROWTH,
        () => show(CHARACTERS),
        () => show(4 * CHARACTERS),
      ),
    ).toBe(true);
  },
);

test('what is nested deeper than anybody reads is text, and none of it is lost', () => {
  const container = document.createElement('div');
  renderMarkdown(container, `${'> '.repeat(100)}end\n\n${'- '.repeat(100)}end\n\n${'*a '.repeat(2_000)}end`, CONTEXT);
  expect(container.textContent?.match(/end/g)).toHaveLength(3);
});

test('a paragraph that is too long for markup is text', () => {
  const container = document.createElement('div');
  const text = `**a** ${'word '.repeat(5_000)}`.trim();
  renderMarkdown(container, text, CONTEXT);
  expect(container.textContent).toBe(text);
});
