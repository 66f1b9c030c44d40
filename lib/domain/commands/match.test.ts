import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchNames } from './match.ts';

const NEW_CHAT = ['新对话', 'New chat', '新建 会话', 'conversation start'];

test.each(['新对话', '对话', 'new chat', 'CHAT', 'ｃｈａｔ', 'conv', '会话', '  chat   new ', '新 chat'])(
  'either language finds it: %s',
  (query) => {
    expect(matchNames(query, NEW_CHAT)).toBeGreaterThan(0);
  },
);

test.each(['密钥', 'chart', 'new key', '新对话框'])('and nothing else does: %s', (query) => {
  expect(matchNames(query, NEW_CHAT)).toBe(0);
});

test('the whole name is better than its beginning, that better than its middle, what is shown better than what is not', () => {
  const scores = [['models'], ['models and more'], ['all models'], ['supermodels'], ['x', 'supermodels']].map((names) =>
    matchNames('models', names),
  );
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(new Set(scores).size).toBe(scores.length);
});

test('any part of any name finds it', () => {
  const name = fc.stringMatching(/^[a-z\u4e00-\u4eff]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (names, which, from, to) => {
        const chosen = names[which % names.length] ?? '';
        const start = from % chosen.length;
        const query = chosen.slice(start, start + 1 + (to % (chosen.length - start)));
        expect(matchNames(query, names)).toBeGreaterThan(0);
      },
    ),
  );
});
