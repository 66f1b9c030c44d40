import { useFormatter, useTranslations } from 'next-intl';
import { useDuration } from '#components/ui/use-duration.ts';
import { useMoney } from '#components/ui/use-money.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Grouping } from '#lib/contract/usage-report.ts';

const KILOBYTE = 1_000;

export interface LogWords {
  time(at: string): string;
  money(micros: number): string;
  ms(value: number): string;
  kilobytes(bytes: number): string;
  key(call: Pick<LoggedCall, 'keyId' | 'keyName'>): string;
  person(call: Pick<LoggedCall, 'person' | 'personName'>): string;
  /** What calls have in common. */
  facet(by: Grouping, id: string, name: string | null): string;
}

/** What calls are, in words. @param currency ISO 4217 */
export function useLogWords(currency: string): LogWords {
  const t = useTranslations('logs');
  const format = useFormatter();
  const { amount } = useMoney(currency);
  const ms = useDuration();
  return {
    time: (at) =>
      format.dateTime(new Date(at), {
        ...{ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
        hourCycle: 'h23',
      }),
    money: amount,
    ms,
    kilobytes: (bytes) =>
      t('detail.kilobytes', { value: format.number(bytes / KILOBYTE, { maximumFractionDigits: 1 }) }),
    key: ({ keyId, keyName }) => keyName ?? keyId ?? t('table.noKey'),
    facet(by, id, name) {
      if (id === '') return t(`filters.none.${by}`);
      return name ?? (by === 'person' && id === LOCAL_OWNER ? t('table.local') : id);
    },
    person: ({ person, personName }) => personName ?? (person === LOCAL_OWNER ? t('table.local') : person),
  };
}
