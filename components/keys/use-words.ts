'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { CallSums, QuotaShare } from '#lib/contract/key-use.ts';

const MICROS = 1_000_000;

/** Use in words. @param currency of the ledger, ISO 4217 */
export function useWords(currency: string) {
  const t = useTranslations('keys.use');
  const format = useFormatter();
  const money = (micros: number): string =>
    format.number(micros / MICROS, { style: 'currency', currency, maximumFractionDigits: 6 });
  return {
    money,
    /** Never an amount for what has no price. */
    cost({ requests, costMicros, unpriced }: Pick<CallSums, 'requests' | 'costMicros' | 'unpriced'>): string {
      if (unpriced === 0) return money(costMicros);
      if (unpriced === requests) return t('unpriced');
      return t('partlyUnpriced', { cost: money(costMicros), count: unpriced });
    },
    quota({ of, unit, window, limit, used }: QuotaShare): string {
      const share = used / limit;
      // Of a little use one sees that it is not none.
      const percent = format.number(share, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 });
      const amount = unit === 'micros' ? money(limit) : t('tokens', { count: limit });
      return t(`quota.${of}.${window}`, { percent, limit: amount });
    },
  };
}
