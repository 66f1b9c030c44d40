'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useMoney } from '#components/ui/use-money.ts';
import type { QuotaLeft, QuotaStatus } from '#lib/contract/quota.ts';
import { fitsIn, isNear } from '#lib/domain/limits/left.ts';

/** What a request may use at most. */
export interface Need {
  readonly tokens: number;
  /** `null`: nobody knows. */
  readonly micros: number | null;
}

interface QuotaRow {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** What the limits leave, in words. @param quota undefined: not known yet */
export function useQuotaWords(quota: QuotaStatus | undefined) {
  const t = useTranslations('chat.quota');
  const format = useFormatter();
  const { amount: money } = useMoney(quota?.currency ?? 'CNY');
  const zone = quota === undefined ? {} : { timeZone: quota.timeZone };
  const second = (at: string) => format.dateTime(new Date(at), { timeStyle: 'medium', ...zone });
  const minute = (at: string) =>
    format.dateTime(new Date(at), {
      ...{ month: 'short', day: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit' },
      hourCycle: 'h23',
      ...zone,
    });

  const row = (name: string, of: QuotaLeft, words: { amount: (amount: number) => string; at: string }): QuotaRow => ({
    name,
    value: t('left', { left: words.amount(of.left), limit: words.amount(of.limit) }),
    note: [of.shared && t('shared'), of.left < of.limit && t('resets', { at: words.at })].filter(Boolean).join(' · '),
  });
  const count = (amount: number) => format.number(amount);

  return {
    /** One for each limit there is. */
    rows(): QuotaRow[] {
      const { requests = null, tokens = null, spend = null } = quota ?? {};
      return [
        ...(requests === null ? [] : [row(t('requests'), requests, { amount: count, at: second(requests.resetsAt) })]),
        ...(tokens === null
          ? []
          : [row(t(`tokens.${tokens.window}`), tokens, { amount: count, at: minute(tokens.resetsAt) })]),
        ...(spend === null ? [] : [row(t('spend'), spend, { amount: money, at: minute(spend.resetsAt) })]),
      ];
    },
    /** What stands in the way of a request, or soon will. */
    warnings(need: Need | undefined): string[] {
      const { requests = null, tokens = null, spend = null } = quota ?? {};
      const found: string[] = [];
      if (requests !== null && isNear(requests)) {
        const { left, limit, opensAt, resetsAt } = requests;
        found.push(
          opensAt === null
            ? t('near.requests', { left, limit, at: second(resetsAt) })
            : t('gone.requests', { limit, at: second(opensAt) }),
        );
      }
      if (tokens !== null) {
        const words = { left: tokens.left, limit: tokens.limit, at: minute(tokens.resetsAt) };
        if (tokens.left === 0) found.push(t(`gone.tokens.${tokens.window}`, words));
        else if (need !== undefined && !fitsIn(tokens, need.tokens))
          found.push(t(`short.tokens.${tokens.window}`, { ...words, need: need.tokens }));
        else if (isNear(tokens)) found.push(t(`near.tokens.${tokens.window}`, words));
      }
      if (spend !== null) {
        const micros = need?.micros ?? 0;
        const words = { left: money(spend.left), limit: money(spend.limit), at: minute(spend.resetsAt) };
        if (micros > 0 && !fitsIn(spend, micros)) found.push(t('short.spend', { ...words, need: money(micros) }));
        else if (isNear(spend)) found.push(t('near.spend', words));
      }
      return found;
    },
  };
}
