'use client';
import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { useState, useSyncExternalStore } from 'react';
import { acceptInvitation, openInvitation } from '#lib/client/people.ts';
import type { InvitationOpened } from '#lib/contract/people.ts';
import { AccountFields, NO_ACCOUNT } from './account-fields.tsx';
import { EntryForm } from './entry-form.tsx';
import { PasswordField } from './password-field.tsx';

const onHash = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** The token stands behind the `#`: no server and no log ever gets to see it there. */
const useToken = (): string | undefined =>
  useSyncExternalStore(
    onHash,
    () => window.location.hash.slice(1),
    () => undefined,
  );

/** Where a link leads that lets somebody in. */
export function JoinPage() {
  const t = useTranslations('people.join');
  const token = useToken();
  const opened = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => openInvitation(token ?? ''),
    enabled: token !== undefined && token !== '',
    retry: false,
  });
  if (opened.data !== undefined && token !== undefined) return <Opened token={token} opened={opened.data} />;
  if (token === undefined || opened.isLoading) return <p role="status">{t('loading')}</p>;
  return (
    <>
      <h1 className="text-display">{t('closed.title')}</h1>
      <p role="alert" className="mt-2 text-ui text-muted">
        {t('closed.body')}
      </p>
    </>
  );
}

function Opened({ token, opened }: { token: string; opened: InvitationOpened }) {
  const t = useTranslations('people');
  const format = useFormatter();
  const { kind, role, email } = opened;
  const [wish, setWish] = useState({ ...NO_ACCOUNT, email: email ?? '' });
  const isReset = kind === 'reset';
  const enter = () => acceptInvitation(isReset ? { token, password: wish.password } : { token, ...wish });
  const until = format.dateTime(new Date(opened.expiresAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <h1 className="text-display">{isReset ? t('join.reset.title') : t('join.title')}</h1>
      <p className="mt-2 text-ui text-muted">
        {isReset ? t('join.reset.body', { email: email ?? '' }) : t('join.body', { role: t(`roles.${role}.name`) })}
      </p>
      {!isReset && <p className="mt-1 text-ui text-muted">{t(`roles.${role}.may`)}</p>}
      <EntryForm submit={isReset ? t('join.reset.submit') : t('join.submit')} enter={enter} next="/">
        {isReset ? (
          <PasswordField
            label={t('password.new')}
            use="new"
            value={wish.password}
            onChange={(password) => setWish({ ...wish, password })}
          />
        ) : (
          <AccountFields wish={wish} onChange={setWish} emailGiven={email !== null} />
        )}
      </EntryForm>
      <p className="mt-4 text-meta text-muted">{t('join.once', { until })}</p>
    </>
  );
}
