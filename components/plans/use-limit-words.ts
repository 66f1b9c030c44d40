'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { PlanLimits } from '#lib/contract/plans.ts';
import type { LimitKind } from '#lib/domain/limits/kinds.ts';

const MICROS = 1_000_000;

/** A limit with its unit, as a person reads it. @param currency ISO 4217 */
export function useLimitWords(currency: string): (limits: PlanLimits, kind: LimitKind) => string {
  const t = useTranslations('plans.limits');
  const format = useFormatter();
  return ({ requestsPerMinute, tokens, tokenWindow, spendMicrosPerMonth }, kind) => {
    switch (kind) {
      case 'requests':
        return requestsPerMinute === null ? t('none') : t('perMinute', { amount: format.number(requestsPerMinute) });
      case 'tokens':
        if (tokens === null) return t('none');
        return t(tokenWindow === 'day' ? 'perDay' : 'perMonth', { amount: format.number(tokens) });
      case 'spend': {
        if (spendMicrosPerMonth === null) return t('none');
        const money = { style: 'currency', currency, maximumFractionDigits: 6 } as const;
        return t('perMonth', { amount: format.number(spendMicrosPerMonth / MICROS, money) });
      }
    }
  };
}
