import { useFormatter, useTranslations } from 'next-intl';
import { useDuration } from '#components/ui/use-duration.ts';
import { useMoney } from '#components/ui/use-money.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Metric, ReportSum, Timing, UsageReport } from '#lib/contract/usage-report.ts';
import { COMPACT_NUMBER } from '#lib/std/compact-number.ts';

export const isTiming = (metric: Metric): metric is Timing => metric === 'firstByte' || metric === 'duration';

export interface UsageWords {
  /** A sum as it is said: whole numbers, money as money. */
  sum(name: ReportSum, value: number): string;
  /** The same where room is short. */
  short(name: ReportSum, value: number): string;
  /** Milliseconds. */
  ms(value: number): string;
  share(value: number): string;
  /** What calls have in common. */
  group(id: string, name: string | null): string;
  /** A stretch of time in the report's zone. */
  stretch(stretch: { readonly startsAt: string; readonly endsAt: string }): string;
}

/** Figures of a report in words. */
export function useUsageWords({
  by,
  currency,
  timeZone,
}: Pick<UsageReport, 'by' | 'currency' | 'timeZone'>): UsageWords {
  const t = useTranslations('usage');
  const format = useFormatter();
  const { amount: money } = useMoney(currency);
  const ms = useDuration();
  const instant = (at: string) =>
    format.dateTime(new Date(at), {
      ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
      timeZone,
    });
  return {
    sum: (name, value) => (name === 'costMicros' ? money(value) : format.number(value)),
    short: (name, value) => (name === 'costMicros' ? money(value) : format.number(value, COMPACT_NUMBER)),
    ms,
    share: (value) => format.number(value, { style: 'percent', maximumFractionDigits: Math.abs(value) < 0.1 ? 1 : 0 }),
    group(id, name) {
      if (id === '') return t(`groups.none.${by}`);
      if (name !== null) return name;
      if (by === 'person') return id === LOCAL_OWNER ? t('groups.local') : `${t('groups.unnamed')} (${id})`;
      return by === 'key' ? `${t('groups.unnamed')} (${id})` : id;
    },
    stretch: ({ startsAt, endsAt }) => t('range.shown', { from: instant(startsAt), to: instant(endsAt) }),
  };
}
