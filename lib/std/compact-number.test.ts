import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPACT_NUMBER } from './compact-number.ts';
import { niceScale } from './scale.ts';

const format = (locale: string) => new Intl.NumberFormat(locale, COMPACT_NUMBER);

test.each([
  ['en', 12_500, '12.5K'],
  ['zh', 12_500, '1.25万'],
  ['en', 0.25, '0.25'],
  ['zh', 300_000_000, '3亿'],
])('in %s %d is %s', (locale, value, words) => {
  expect(format(locale).format(value)).toBe(words);
});

test('no two ticks of a scale read the same, in either language', () => {
  const extents = fc.oneof(
    fc.double({ min: 1e-6, max: 1, noNaN: true }).map((max) => ({ min: 0, max, whole: false })),
    fc.tuple(fc.nat(1e12), fc.nat(1e12)).map(([below, max]) => ({ min: -below, max, whole: true })),
    fc.nat(1e5).map((max) => ({ min: 0, max, whole: true })),
  );
  fc.assert(
    fc.property(extents, fc.integer({ min: 2, max: 8 }), fc.constantFrom('en', 'zh'), (extent, intervals, locale) => {
      const words = niceScale(extent, intervals).ticks.map((tick) => format(locale).format(tick));
      expect(new Set(words).size).toBe(words.length);
    }),
  );
});
