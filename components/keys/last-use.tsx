'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { lastUse, quarterFrom } from '#lib/domain/keys/last-use.ts';

/** When a key was used last, no more exact than it is known. @param at the quarter of an hour that it was in */
export function LastUse({ at }: { at: string | null }) {
  const t = useTranslations('keys.use.lastUse');
  const format = useFormatter();
  if (at === null) return <span className="text-faint">{t('never')}</span>;
  const [start, end] = quarterFrom(at);
  const told = lastUse(start.getTime(), Date.now());
  return (
    <time dateTime={at} title={format.dateTimeRange(start, end, { dateStyle: 'medium', timeStyle: 'short' })}>
      {told.form === 'within' ? t('within', { minutes: String(told.minutes) }) : t(told.form, { count: told.count })}
    </time>
  );
}
