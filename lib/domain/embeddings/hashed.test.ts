import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedEmbedding } from './hashed.ts';

const DIMENSIONS = 1536;

function likeness(first: string, second: string, dimensions = DIMENSIONS): number {
  const [a, b] = [hashedEmbedding(first, dimensions), hashedEmbedding(second, dimensions)];
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

test('every text has a vector of length 1, the same each time, at any number of dimensions', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', ' ', '!?', '。', '锐境', '\ud800'),
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 3_072 }), (text, dimensions) => {
      const vector = hashedEmbedding(text, dimensions);
      expect(vector).toHaveLength(dimensions);
      expect(Math.abs(Math.hypot(...vector) - 1)).toBeLessThan(1e-5);
      expect(hashedEmbedding(text, dimensions)).toEqual(vector);
    }),
  );
});

test.each([
  ['How do I stream an answer?', 'Streaming an answer: how to', 'The weather in Paris is mild'],
  ['如何使用流式输出', '流式输出怎么使用', '今天天气很好'],
  ['reset the API key', 'API keys can be reset', 'bananas are yellow'],
  ['调用 embeddings 接口', 'embeddings 接口的调用方法', '购买机票的流程'],
])('%j is nearer to %j than to %j, at any usual length', (text, near, far) => {
  for (const dimensions of [256, DIMENSIONS, 3_072]) {
    expect(likeness(text, near, dimensions)).toBeGreaterThan(likeness(text, far, dimensions) + 0.2);
  }
});

test('case, width, spaces and signs change next to nothing', () => {
  expect(likeness('Hello, World!', 'ＨＥＬＬＯ   world')).toBeCloseTo(1, 5);
  expect(likeness('你好，世界。', '你好 世界')).toBeCloseTo(1, 5);
  expect(likeness('café'.normalize('NFD'), 'café')).toBeCloseTo(1, 5);
  expect(likeness('サーバー', 'ｻｰﾊﾞｰ')).toBeCloseTo(1, 5);
});

test('what stands between words does not count, whatever it is', () => {
  const words = fc.array(fc.stringMatching(/^[a-zà-ÿ0-9]{1,12}$/), { minLength: 1, maxLength: 20 });
  const between = fc.stringMatching(/^[ \n\t.,;:!?"()/…，。！？、]{1,4}$/);
  fc.assert(
    fc.property(words, between, (list, gap) => {
      expect(hashedEmbedding(list.join(gap).toUpperCase(), 256)).toEqual(
        hashedEmbedding(list.join(' ').toUpperCase(), 256),
      );
    }),
  );
});

test.each([
  ['marks', '\u0301\u0323'],
  ['half-width sound marks between marks', '\uff9e\u0301'],
])('a text of nothing but %s is done in little time', (_name, marks) => {
  const startMs = performance.now();
  hashedEmbedding(`a${marks.repeat(65_000)}`, DIMENSIONS);
  // Without care it takes five seconds.
  expect(performance.now() - startMs).toBeLessThan(500);
});

test('it is lexical only: words that mean the same are strangers', () => {
  expect(Math.abs(likeness('cat', '猫'))).toBeLessThan(0.1);
});

test('texts that share nothing are about at right angles', () => {
  const words = ['alpha', 'bicycle', 'cucumber', 'dynamo', 'elephant', 'fjord', 'gypsum', 'hydra', '苹果', '自行车'];
  for (const [index, first] of words.entries()) {
    for (const second of words.slice(index + 1))
      expect(Math.abs(likeness(first, second)), `${first} ${second}`).toBeLessThan(0.25);
  }
});
