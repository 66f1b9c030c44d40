'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FIELD, Field } from '#components/ui/field.tsx';
import { signIn } from '#lib/client/people.ts';
import { EntryForm } from './entry-form.tsx';
import { PasswordField } from './password-field.tsx';

/** @param props `next`: a page of this console */
export function SignInPage({ next }: { next: string }) {
  const t = useTranslations('people');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <>
      <h1 className="text-display">{t('signIn.title')}</h1>
      <EntryForm submit={t('signIn.submit')} enter={() => signIn({ email, password })} next={next}>
        <Field label={t('email')}>
          {(ids) => (
            <input
              {...ids}
              type="email"
              name="email"
              autoComplete="username"
              required
              maxLength={254}
              value={email}
              onChange={({ target }) => setEmail(target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <PasswordField label={t('password.label')} use="current" value={password} onChange={setPassword} />
      </EntryForm>
      <p className="mt-4 text-meta text-muted">{t('signIn.help')}</p>
    </>
  );
}
