'use client';
import { useTranslations } from 'next-intl';
import { ApiRefusal } from '#lib/client/api.ts';

/** Why somebody was not let in, or their password not changed, in the reader's language. */
export function useRefusal() {
  const t = useTranslations('people.refused');
  return (error: Error): string => {
    if (!(error instanceof ApiRefusal)) return t('unreachable');
    const { code, param, retryAfterSeconds = 60, message } = error;
    if (code === 'rate_limit_exceeded') return t('wait', { seconds: retryAfterSeconds });
    if (code === 'invalid_credentials' || code === 'account_disabled') return t(code);
    if (code === 'conflict') return param === 'email' ? t('emailTaken') : t('founded');
    if (param === 'token') return t('token');
    if (param === 'email') return t('email');
    if (param === 'current') return t('current');
    if (param === 'password' || param === 'next') return t('password');
    return t('other', { message });
  };
}
