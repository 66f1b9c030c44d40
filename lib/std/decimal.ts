import { nfkc } from './nfkc.ts';

export type DecimalProblem = 'notANumber' | 'tooFine';

/** With commas between thousands or without any: `1,5` could be meant for 1.5. */
const NUMBER = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

/**
 * A number as a person writes it, in units of its last digit: `1,000.5` with two decimals is 100050. By its digits: 0.29
 * times a million is 289,999.99… in floating point.
 *
 * @param decimals digits behind the point, at most
 * @returns `null` for nothing
 */
export function readDecimal(text: string, decimals: number): number | null | DecimalProblem {
  // Chinese keyboards write １，０００．
  const written = nfkc(text).trim();
  if (written === '') return null;
  const [, whole, fraction = ''] = NUMBER.exec(written) ?? [];
  if (whole === undefined) return 'notANumber';
  const behindPoint = fraction.replace(/0+$/, '');
  if (behindPoint.length > decimals) return 'tooFine';
  return Number(whole.replaceAll(',', '') + behindPoint.padEnd(decimals, '0'));
}

/** The way back: 100050 with two decimals is `1,000.5`. @param value a whole number, zero or more */
export function writeDecimal(value: number, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
