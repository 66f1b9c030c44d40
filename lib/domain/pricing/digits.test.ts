import { expect, test } from 'vitest';
import { moneyDigits } from './digits.ts';

test.each([
  [0, '0'],
  [0.000001, '0.000001'],
  [0.00001234, '0.000012'],
  [0.01234, '0.0123'],
  [0.1, '0.10'],
  [0.98765, '0.988'],
  [1, '1.00'],
  [1234.567, '1234.57'],
])('%d is told as %s', (amount, told) => {
  expect(new Intl.NumberFormat('en', { useGrouping: false, ...moneyDigits(amount) }).format(amount)).toBe(told);
});
