'use client';
import { useFormatter } from 'next-intl';
import { moneyDigits } from '#lib/domain/pricing/digits.ts';

const MICROS = 1_000_000;

interface Money {
  amount(micros: number): string;
  range(leastMicros: number, mostMicros: number): string;
}

/** Amounts in words, precise enough that a small one is not none. @param currency ISO 4217 */
export function useMoney(currency: string): Money {
  const format = useFormatter();
  const amount = (micros: number) =>
    format.number(micros / MICROS, { style: 'currency', currency, ...moneyDigits(micros / MICROS) });
  return {
    amount,
    range(leastMicros, mostMicros) {
      const [least, most] = [amount(leastMicros), amount(mostMicros)];
      // The currency once: both languages write it in front.
      return least === most ? most : `${least}–${format.number(mostMicros / MICROS, moneyDigits(mostMicros / MICROS))}`;
    },
  };
}
