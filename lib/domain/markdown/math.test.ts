import fc from 'fast-check';
import { expect, test } from 'vitest';
import { known, lexBlocks, type MarkdownToken } from './lex.ts';
import { openBlockFormulaAt, openFormulaAt } from './math.ts';
import { mendTail } from './mend.ts';

/** The formulas of a text, as the lexer finds them. */
function formulas(text: string): string[] {
  const within = (token: MarkdownToken): string[] => {
    if (token.type === 'math') return [token.tex];
    if (token.type === 'list') return token.items.flatMap((item) => known(item.tokens).flatMap(within));
    if (token.type === 'table') return token.rows.flat().flatMap((cell) => known(cell.tokens).flatMap(within));
    return 'tokens' in token ? known(token.tokens).flatMap(within) : [];
  };
  return lexBlocks(text).flatMap(within);
}

test.each([
  '$5 and $6',
  '$5–$10',
  '$5-$10',
  '$1,000 to $2,000.50',
  'US$5 and US$6',
  'it is $5. Let us pay $6.',
  '价格$5，合$6',
  '每月$5（约¥36），共$10。',
  '从$5到$10元',
  '$5/月，$n',
  '$0.5–$1 per million, $20 off',
  '$100k–$200k and $1.5M',
  '$5,$6,$7',
  '$HOME and $PATH',
  '$HOME/$USER',
  '`$a$` and ``$b$``',
  '```sh\necho $a$ $b$\n```',
  '    $a$',
  '\\$a\\$ and \\$5',
  '$ a $, $a $, $$ $$, $',
  '$a\nb$',
  'a\\\\(b\\\\)',
])('is no formula: %s', (text) => {
  expect(formulas(text)).toEqual([]);
});

test.each([
  ['$a^2+b^2=c^2$ and it cost $5 and $6.', ['a^2+b^2=c^2']],
  ['It cost $5, or $x$ of $10k', ['x']],
  ['价格$5，数量$n$，记作 $x_1$。', ['n', 'x_1']],
  ['$2x+1$, $10^6$, $3 \\times 4$, $5 = x$, $5$', ['2x+1', '10^6', '3 \\times 4', '5 = x', '5']],
  ['$5 \\text{ yuan and more}$', ['5 \\text{ yuan and more}']],
  ['the $n$th, ($k$), “$m$”', ['n', 'k', 'm']],
  ['*a $x*y$ b* and $c_1$ and $c_2$', ['x*y', 'c_1', 'c_2']],
  ['\\(x\\) and \\[y\\] and $$z$$', ['x', 'y', 'z']],
  ['\\(a\nb\\)', ['a\nb']],
  ['$$\na\n- b\n= c\n> d\n$$', ['a\n- b\n= c\n> d']],
  ['\\[\na \\\\[2pt] b\n\\]', ['a \\\\[2pt] b']],
  ['text\n$$\nx\n$$\nmore', ['x']],
  ['1. item\n   $$\n   x\n   $$\n2. $y$', ['x', 'y']],
  ['> $$\n> x\n> $$', ['x']],
  ['| a |\n|---|\n| $x$ |', ['x']],
  ['$\\$5$', ['\\$5']],
])('finds the formulas of: %s', (text, expected) => {
  expect(formulas(text)).toEqual(expected);
});

test('an empty line ends a formula that nobody closed', () => {
  expect(formulas('$$\na\n\nb $x$\n')).toEqual(['x']);
});

test('what is shown of a formula that arrives is nothing, until it is whole', () => {
  for (const text of ['so $x^2 + y$', 'so \\(x^2\\)', 'so $$x^2$$', 'so \\[x^2\\]']) {
    for (let end = 'so '.length + 1; end < text.length; end++) {
      expect(mendTail(text.slice(0, end)).trim(), text.slice(0, end)).toBe('so');
    }
    expect(mendTail(text)).toBe(text);
  }
  const block = 'so\n\n$$\na\n- b\n';
  for (let end = 'so\n\n$'.length; end <= block.length; end++) {
    expect(mendTail(block.slice(0, end)).trim(), block.slice(0, end)).toBe('so');
  }
});

test('a price is shown while it arrives, and words behind a dollar are not held back for long', () => {
  expect(mendTail('it costs $5 a month,')).toBe('it costs $5 a month,');
  expect(mendTail('价格$5，')).toBe('价格$5，');
  expect(mendTail('US$5')).toBe('US$5');
  const long = `a $variable ${'word '.repeat(60)}`;
  expect(mendTail(long)).toBe(long);
  expect(mendTail('a $variable\nand more')).toBe('a $variable\nand more');
});

test('code that is still open is shown as it stands', () => {
  const text = '1. a\n   ```sh\n   echo $HOME **x';
  expect(mendTail(text)).toBe(text);
});

test('what is shown only grows while a text with prices and formulas arrives', () => {
  const piece = fc.constantFrom('$5 a month', '$x$', '，', ' and ', '$10k', '\\(y\\)', '价格$5，', 'n', '$a_1$', '.');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join(' ');
      let before = '';
      for (let end = 1; end <= text.length; end++) {
        const shown = text.slice(0, openFormulaAt(text.slice(0, end)));
        expect(shown.startsWith(before), `${before} → ${shown}`).toBe(true);
        before = shown;
      }
    }),
  );
});

test('a block of TeX is open until it is closed or an empty line ends it', () => {
  expect(openBlockFormulaAt('a\n\n$$\nb\n')).toBe(3);
  expect(openBlockFormulaAt('a\n\n$$\nb\n$$\n')).toBe(-1);
  expect(openBlockFormulaAt('a\n\n$$\nb\n\nc')).toBe(-1);
  expect(openBlockFormulaAt('\\[\nb \\\\]\n')).toBe(0);
});
