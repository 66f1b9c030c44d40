import { expect, test } from 'vitest';
import { confidenceOf, hasLatin, isSurelyLatin, mergeReadings, type ReadWord, textOf } from './word-readings.ts';

/** `word@from-to:confidence`, with a space behind it where one follows, else a bar. */
const reading = (text: string): ReadWord[] =>
  [...text.matchAll(/([^@|\s]+)@(\d+)-(\d+):([\d.]+)(\s?)/g)].map(([, word = '', x0, x1, confidence, space]) => ({
    ...{ text: word, x0: Number(x0), x1: Number(x1), confidence: Number(confidence), isSpaceAfter: space !== '' },
  }));
const merged = (wide: string, latin: string) => textOf(mergeReadings(reading(wide), reading(latin))).trim();

test('ideographs are taken from the one, words in Latin letters from the other', () => {
  const wide = '本章@0-40:0.9|介绍@40-80:0.9 javasScript@90-200:0.4 的@210-230:0.9|基础@230-270:0.9';
  expect(merged(wide, 'AEE@0-80:0.1 JavaScript@90-200:0.9 RIER@210-270:0')).toBe('本章介绍 JavaScript 的基础');
});

test('a line that is Latin throughout is taken as a whole, with its spaces', () => {
  expect(merged('Thankyou@0-100:0.9', 'Thank@0-48:0.95 you@55-100:0.95')).toBe('Thank you');
});

test('a sure ideograph among Latin words stays', () => {
  expect(merged('Buy@0-30:0.9 二@40-60:0.95', 'Buy@0-30:0.96 =@40-60:0.9')).toBe('Buy 二');
});

test.each([
  ['运费@0-40:0.9 半@50-60:0.6 12.00@62-90:0.9', 'Ei@0-40:0.1 ¥12.00@50-90:0.8'],
  ['运费@0-40:0.9 半@50-60:0.6 12.00@62-90:0.9', 'Ei@0-40:0.1 ¥@50-60:0.5 12.00@62-90:0.5'],
])('a sign of money that the one has no character for comes from the other, before the same figures', (wide, latin) => {
  expect(merged(wide, latin)).toBe('运费 ¥12.00');
});

test('a sign of money before other figures is not believed', () => {
  const wide = '共@0-20:0.9|半@22-32:0.9 15@34-50:0.9';
  expect(merged(wide, 'A@0-20:0.2 ¥75@22-50:0.9')).toBe('共半 15');
});

test('where one read nothing, the other counts when it is sure', () => {
  expect(merged('', 'Exit@0-40:0.9')).toBe('Exit');
  expect(merged('出口@0-40:0.9', '')).toBe('出口');
});

test('confidence is the mean over characters', () => {
  expect(confidenceOf(reading('a@0-1:0.2 bcd@2-9:0.6'))).toBeCloseTo(0.5);
  expect(confidenceOf([])).toBe(0);
});

test('on a page of one script the other engine is asked for its own, and where the first is unsure of Latin letters', () => {
  expect(hasLatin(reading('出口@0-40:0.3|，@40-50:0.2'))).toBe(false);
  for (const text of ['', '共@0-20:0.9|15@20-40:0.9', '用@0-20:0.9 JavaScript@30-90:0.9']) {
    expect(hasLatin(reading(text)), text).toBe(true);
  }
  expect(isSurelyLatin(reading('Way@0-30:0.9 out@40-60:0.9'))).toBe(true);
  for (const text of ['', 'Way@0-30:0.8 out@40-60:0.8', 'Way@0-30:0.97 out@40-60:0.5']) {
    expect(isSurelyLatin(reading(text)), text).toBe(false);
  }
});
