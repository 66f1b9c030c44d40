'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { accountSessionsQuery, changePassword } from '#lib/client/people.ts';
import { PasswordField } from './password-field.tsx';
import { useRefusal } from './use-refusal.ts';

const NOTHING = { current: '', next: '' };

/** @param props `email`: whose password it is, for password managers */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations('people');
  const refusal = useRefusal();
  const client = useQueryClient();
  const [wish, setWish] = useState(NOTHING);
  const changing = useMutation({
    mutationFn: () => changePassword(wish),
    onSuccess: () => {
      setWish(NOTHING);
      void client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey });
    },
  });
  return (
    <section aria-labelledby="change-password" className="rounded-card border border-line p-4">
      <h2 id="change-password" className="text-title">
        {t('own.password.title')}
      </h2>
      <p className="mt-1 text-ui text-muted">{t('own.password.body')}</p>
      <form
        className="mt-4 flex max-w-md flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!changing.isPending) changing.mutate();
        }}
      >
        <input hidden readOnly type="email" name="email" autoComplete="username" value={email} />
        <PasswordField
          label={t('own.password.current')}
          use="current"
          value={wish.current}
          onChange={(current) => setWish({ ...wish, current })}
        />
        <PasswordField
          label={t('password.new')}
          use="new"
          value={wish.next}
          onChange={(next) => setWish({ ...wish, next })}
        />
        <p role="alert" className={changing.isError ? 'rounded-control bg-danger-soft px-3 py-2 text-ui' : 'sr-only'}>
          {changing.isError ? refusal(changing.error) : ''}
        </p>
        <p role="status" className="text-ui text-accent empty:hidden">
          {changing.isSuccess ? t('own.password.done') : ''}
        </p>
        <Button type="submit" look="primary" className="self-start" disabled={changing.isPending}>
          {t('own.password.submit')}
        </Button>
      </form>
    </section>
  );
}
