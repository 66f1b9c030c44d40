import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDecimal, writeDecimal } from './decimal.ts';

test('what is written is read back, to the last digit', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: 6 }), (value, decimals) => {
      expect(readDecimal(writeDecimal(value, decimals), decimals)).toBe(value);
    }),
  );
});

test.each<[string, number, number | null | string]>([
  ['', 2, null],
  [' １，０００．５ ', 2, 100_050],
  ['0.29', 6, 290_000],
  ['1,5', 1, 'notANumber'],
  ['-1', 1, 'notANumber'],
  ['1e3', 0, 'notANumber'],
  ['1.25', 1, 'tooFine'],
  ['1.50', 1, 15],
])('%j with %i decimals is %j', (text, decimals, read) => {
  expect(readDecimal(text, decimals)).toBe(read);
});
