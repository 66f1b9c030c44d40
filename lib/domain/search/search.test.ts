import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';
import { gramsFor, gramsOf } from './grams.ts';
import { matches, parseQuery } from './query.ts';
import { SEARCHED_UNITS, wordsOf } from './words.ts';

const RUNS = process.env.FULL === '1' ? 3_000 : 300;

const find = (text: string, query: string) => matches(text, parseQuery(query));

describe('what is found', () => {
  test.each([
    ['网关按滑动窗口限流。', '限流'],
    ['网关按滑动窗口限流。', '窗'],
    ['网关按滑动窗口限流。', '限流 网关'],
    ['Set max_tokens to 16.', 'max_tokens'],
    ['Set max_tokens to 16.', 'tokens'],
    ['Set max_tokens to 16.', 'MAX_TOK'],
    ['请调用 foo.bar() 一次', 'foo.bar()'],
    ['请调用foo.bar()一次', '调用foo'],
    ['Streaming answers', 'stream'],
    ['the quick brown fox', 'fox quick'],
    ['the quick brown fox', '"quick brown"'],
    ['the quick brown fox', '“quick brown” fox'],
    ['ＧＰＴ－４ 全角', 'gpt-4'],
    ['Crème brûlée', 'creme brulee'],
    ['cre\u0300me', 'crème'],
    ['ﬁne print', 'fine'],
    ['完成 🎉', '🎉'],
    ['サーバーの応答', 'サーバー'],
    ['안녕하세요', '하세'],
    ['𠀀是生僻字', '𠀀是'],
    ['I write C++ here', 'C++'],
    ['x'.repeat(200), 'x'.repeat(150)],
  ])('%j holds %j', (given, query) => {
    expect(find(given, query)).toBe(true);
  });

  test.each([
    ['网关按滑动窗口限流。', '流限'],
    ['网关按滑动窗口限流。', '限流 缓存'],
    ['the quick brown fox', '"quick fox"'],
    ['the quick brown fox', 'qui brown'],
    ['the quick brown fox', '"qui"'],
    ['tokens max', 'max_tokens'],
    ['I write C here and cobol', 'co++'],
    ['anything', '()'],
    ['anything', ''],
    ['anything', '\ud800'],
    [`${'x '.repeat(SEARCHED_UNITS / 2)}end`, 'end'],
  ])('%j does not hold %j', (given, query) => {
    expect(find(given, query)).toBe(false);
  });
});

const letters = fc.constantFrom(...'限流按窗的我aAbé0_ .,()"“😀🎉が한𠀀ﬁＡ\u0301\ud800\n');
const anyText = fc.array(letters, { maxLength: 40 }).map((list) => list.join(''));

test('words stand where they say, one after the other, and folding them changes nothing more', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      let last = 0;
      for (const word of wordsOf(given)) {
        expect(word.from).toBeGreaterThanOrEqual(last === 0 ? 0 : last - 1);
        expect(word.to).toBeGreaterThan(word.from);
        expect(word.to).toBeLessThanOrEqual(given.length);
        // `½` is two words of one place.
        last = word.to;
        expect([...wordsOf(word.text)].map((again) => again.text)).toEqual([word.text]);
      }
    }),
    { numRuns: RUNS },
  );
});

test('a text holds every piece of itself, in quotes, and every beginning of it that ends in a word', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.nat(), (given, a, b) => {
      const words = [...wordsOf(given)];
      const [first, last] = [words[a % (words.length || 1)], words[b % (words.length || 1)]];
      if (first === undefined || last === undefined || last.from < first.from) return;
      const piece = given.slice(first.from, last.to).replaceAll(/["“”]/g, ' ');
      expect(find(given, `"${piece}"`)).toBe(true);
      const beginning = [...first.text].slice(0, 1 + (a % 3)).join('');
      expect(find(given, beginning)).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('whatever holds the words has all the numbers: an index of them misses nothing', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.boolean(), (given, other, isPiece) => {
      const query = parseQuery(isPiece ? given.slice(other.length, other.length + 12) : other);
      if (!matches(given, query)) return;
      const grams = gramsOf(given);
      for (const gram of gramsFor(query)) expect(grams.has(gram)).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('numbers are even: few texts are looked at in vain', () => {
  const grams = new Set<number>();
  for (let index = 0; index < 4_000; index++) for (const gram of gramsOf(`w${index} 的${index}`)) grams.add(gram);
  // 4,000 words, pairs and others in a quarter of a million places: some fall together, and not many.
  expect(grams.size).toBeGreaterThan(11_000);
});

describe('excerpts', () => {
  const shown = (given: string, query: string) => {
    const { excerpt, marks } = excerptOf(given, parseQuery(query));
    return { excerpt, marked: marks.map(([from, to]) => excerpt.slice(from, to)) };
  };

  test('show the words around the first place, and mark all that were looked for', () => {
    const long = `${'前'.repeat(200)}这里说到限流\n和 max_tokens，${'后'.repeat(200)}限流`;
    const { excerpt, marked } = shown(long, '限流 max_tok');
    expect(marked).toEqual(['限流', 'max_tokens']);
    expect(excerpt).toMatch(/^…前+这里说到限流 和 max_tokens，后+…$/);
    expect(shown('限流限流', '限流').marked).toEqual(['限流限流']);
    expect(shown('short', 'sh')).toEqual({ excerpt: 'short', marked: ['short'] });
    expect(shown('nothing of it', '缺')).toEqual({ excerpt: 'nothing of it', marked: [] });
  });

  test('of any text: what is marked was looked for, and no character is cut', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.nat(200), (given, query, repeat) => {
        const whole = `${'😀 '.repeat(repeat)}${given.toWellFormed()}${'😀 '.repeat(repeat)}`;
        const parsed = parseQuery(query);
        const { excerpt, marks } = excerptOf(whole, parsed);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt.length).toBeLessThanOrEqual(170);
        let last = 0;
        for (const [from, to] of marks) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(excerpt.length);
          last = to;
        }
        if (matches(whole, parsed)) expect(marks.length).toBeGreaterThan(0);
      }),
      { numRuns: RUNS },
    );
  });
});
