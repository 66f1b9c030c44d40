'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { KeyListed } from '#lib/contract/key-use.ts';
import { type KeyState as State, stateOf } from '#lib/domain/keys/state.ts';

const LOOKS: Readonly<Record<State, string>> = {
  valid: 'text-accent',
  expires: 'text-accent',
  expired: 'text-faint',
  revoked: 'text-faint',
};

/** What becomes of calls with a key, and whether what is said in them is kept: nobody should have to look for that. */
export function KeyState({ subject }: { subject: KeyListed }) {
  const t = useTranslations('keys.capture');
  const format = useFormatter();
  const { captureUntil } = subject;
  const until = captureUntil === null ? undefined : new Date(captureUntil);
  return (
    <>
      <Validity subject={subject} />
      {until !== undefined && until.getTime() > Date.now() && (
        <span className="block text-meta text-warning">
          {t('mark', { until: format.dateTime(until, { dateStyle: 'medium', timeStyle: 'short' }) })}
        </span>
      )}
    </>
  );
}

function Validity({ subject }: { subject: KeyListed }) {
  const t = useTranslations('keys.states');
  const format = useFormatter();
  const { barred, revokedAt, expiresAt, createdAt } = subject;
  const state = stateOf(subject, Date.now());
  if (barred !== null && (state === 'valid' || state === 'expires')) {
    return <span className="text-warning">{t(`barred.${barred}`)}</span>;
  }
  const instant = new Date(revokedAt ?? expiresAt ?? createdAt);
  const date = format.dateTime(instant, { dateStyle: 'medium', timeStyle: 'short' });
  return <span className={LOOKS[state]}>{t(state, { date })}</span>;
}
