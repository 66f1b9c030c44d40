import { expect, test } from 'vitest';
import { chooseLocale } from './locale.ts';

test.each([
  ['a choice wins over the browser', 'en', 'zh-CN,zh;q=0.9', 'en'],
  ['the browser decides without a choice', undefined, 'en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['weights count, not order', undefined, 'en;q=0.2, zh-TW;q=0.9', 'zh'],
  ['a refused language is not served', undefined, 'en;q=0, fr', 'zh'],
  ['unknown languages get Chinese', undefined, 'fr,de;q=0.5', 'zh'],
  ['a forged cookie counts as no choice', '../../etc', 'en', 'en'],
  ['no header at all', undefined, null, 'zh'],
])('%s', (_, chosen, header, locale) => {
  expect(chooseLocale(chosen, header)).toBe(locale);
});
