'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useDuration } from '#components/ui/use-duration.ts';
import { useMoney } from '#components/ui/use-money.ts';
import type { AlertAbout, AlertMetric, AlertScope, DeliveryFailure, RuleMatter } from '#lib/contract/alerts.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MINUTES = 60;

/** What is said of alerts, in the reader's language. @param currency ISO 4217 */
export function useAlertWords(currency: string) {
  const t = useTranslations('alerts');
  const format = useFormatter();
  const money = useMoney(currency);
  const took = useDuration();

  /** @param amount in the metric's unit */
  const value = (metric: AlertMetric, amount: number): string => {
    if (metric === 'spend_day') return money.amount(amount);
    if (metric === 'latency_p95') return took(amount);
    return format.number(amount / 100, { style: 'percent', maximumFractionDigits: 1 });
  };
  const named = (
    { id, kind }: { readonly kind: AlertScope['kind']; readonly id: string | null },
    name: string | null,
  ) =>
    kind === 'person' && id === LOCAL_OWNER && name === null
      ? t('local')
      : t(`scopeOf.${kind}`, { name: name ?? id ?? '' });
  /** When a rule fires, without its scope. */
  const condition = ({ metric, threshold, limit, windowMinutes, minCalls }: RuleMatter): string =>
    t(`conditions.${metric}`, {
      threshold: value(metric, threshold),
      limit: t(`limits.${limit ?? 'any'}`),
      minutes: windowMinutes ?? 0,
      calls: minCalls ?? 0,
    });
  const about = (whose: AlertAbout): string =>
    t('rules.about', { subject: named(whose, whose.name), limit: t(`limits.${whose.limit}`) });
  const time = (instant: string): string =>
    format.dateTime(new Date(instant), { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  const duration = (fromInstant: string, toInstant: string): string => {
    const ms = Math.max(0, Date.parse(toInstant) - Date.parse(fromInstant));
    if (ms < MINUTE_MS) return t('history.duration.seconds', { count: Math.round(ms / SECOND_MS) });
    const minutes = Math.floor(ms / MINUTE_MS);
    if (minutes < HOUR_MINUTES) return t('history.duration.minutes', { count: minutes });
    const hours = Math.floor(minutes / HOUR_MINUTES);
    return t('history.duration.hours', { hours, minutes: minutes % HOUR_MINUTES });
  };
  /** Why a message was not taken. */
  const failure = ({ code, detail }: DeliveryFailure, status: number | null): string =>
    t(`failures.${code}`, {
      status: status ?? '',
      detail: code === 'status' && detail !== '' ? ` · ${detail}` : detail,
    });
  return { about, condition, duration, failure, named, time, value };
}

export type AlertWords = ReturnType<typeof useAlertWords>;
