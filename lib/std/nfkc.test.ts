import { expect, test } from 'vitest';
import { cpuMsOf } from '#e2e/support/cpu-time.ts';
import { nfkc } from './nfkc.ts';

test('width and composition are those of NFKC', () => {
  expect(nfkc('ＡＢＣ ｻｰﾊﾞｰ é ①')).toBe('ABC サーバー é 1');
});

test.each([
  ['marks', '\u0301\u0323'],
  ['half-width sound marks between marks', '\uff9e\u0301'],
])('a text of nothing but %s takes little time', (_name, marks) => {
  // Without care it takes minutes.
  expect(cpuMsOf(() => nfkc(`a${marks.repeat(250_000)}`))).toBeLessThan(2_000);
});
