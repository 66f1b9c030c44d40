import { useFormatter, useTranslations } from 'next-intl';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { moneyDigits } from '#lib/domain/pricing/digits.ts';

const MICROS = 1_000_000;
const SECOND_MS = 1_000;
const KILOBYTE = 1_000;

export interface LogWords {
  time(at: string): string;
  money(micros: number): string;
  ms(value: number): string;
  kilobytes(bytes: number): string;
  key(call: Pick<LoggedCall, 'keyId' | 'keyName'>): string;
  person(call: Pick<LoggedCall, 'person' | 'personName'>): string;
}

/** What calls are, in words. @param currency ISO 4217 */
export function useLogWords(currency: string): LogWords {
  const t = useTranslations('logs');
  const format = useFormatter();
  return {
    time: (at) =>
      format.dateTime(new Date(at), {
        ...{ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
        hourCycle: 'h23',
      }),
    money: (micros) => format.number(micros / MICROS, { style: 'currency', currency, ...moneyDigits(micros / MICROS) }),
    ms: (value) =>
      value < SECOND_MS
        ? `${format.number(Math.round(value))} ms`
        : `${format.number(value / SECOND_MS, { maximumSignificantDigits: 3 })} s`,
    kilobytes: (bytes) =>
      t('detail.kilobytes', { value: format.number(bytes / KILOBYTE, { maximumFractionDigits: 1 }) }),
    key: ({ keyId, keyName }) => keyName ?? keyId ?? t('table.noKey'),
    person: ({ person, personName }) => personName ?? (person === LOCAL_OWNER ? t('table.local') : person),
  };
}
