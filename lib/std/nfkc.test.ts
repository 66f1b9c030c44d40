import { expect, test } from 'vitest';
import { nfkc } from './nfkc.ts';

test('width and composition are those of NFKC', () => {
  expect(nfkc('ＡＢＣ ｻｰﾊﾞｰ é ①')).toBe('ABC サーバー é 1');
});

test.each([
  ['marks', '\u0301\u0323'],
  ['half-width sound marks between marks', '\uff9e\u0301'],
])('a text of nothing but %s takes little time', (_name, marks) => {
  const startMs = performance.now();
  nfkc(`a${marks.repeat(250_000)}`);
  // Without care it takes minutes.
  expect(performance.now() - startMs).toBeLessThan(1_000);
});
