'use client';
import { useFormatter, useTranslations } from 'next-intl';

const HOUR_MS = 3_600_000;

/** When somebody was here last, no finer than it is known. */
export function useLastSeen(): (instant: string | null) => string {
  const t = useTranslations('people.table');
  const format = useFormatter();
  return (instant) => {
    if (instant === null) return t('never');
    const now = Date.now();
    return now - Date.parse(instant) < HOUR_MS ? t('withinHour') : format.relativeTime(new Date(instant), now);
  };
}
