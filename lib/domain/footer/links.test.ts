import { expect, test } from 'vitest';
import { isEmptyFooter, publicSecurityLink } from './links.ts';

test.each([
  ['京公网安备11010502000001号', 'https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001'],
  ['京公网安备 11010502000001 号', 'https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001'],
  ['京公网安备110105020000019号', 'https://beian.mps.gov.cn/'],
  ['"><script>', 'https://beian.mps.gov.cn/'],
])('%s leads to %s', (text, link) => {
  expect(publicSecurityLink(text)).toBe(link);
});

test('a footer is empty when nothing in it is set', () => {
  const nothing = { icp: '', publicSecurity: '', modelFiling: '' };
  expect(isEmptyFooter(nothing)).toBe(true);
  expect(isEmptyFooter({ ...nothing, modelFiling: 'x' })).toBe(false);
});
