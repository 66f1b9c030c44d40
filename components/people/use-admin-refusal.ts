'use client';
import { useTranslations } from 'next-intl';
import { ApiRefusal } from '#lib/client/api.ts';

/** Does something to people; what is refused is thrown in the reader's language. */
export function useAdminRefusal() {
  const t = useTranslations('people.adminRefused');
  const word = (error: unknown): unknown => {
    if (!(error instanceof ApiRefusal)) return error;
    const { code, param } = error;
    if (code === 'conflict') return new Error(t(param === 'email' ? 'emailTaken' : 'lastAdmin'));
    if (code === 'not_found') return new Error(t('gone'));
    if (param === 'email' || param === 'plan') return new Error(t(param));
    return error;
  };
  return async <Result>(act: Promise<Result>): Promise<Result> =>
    await act.catch((error: unknown) => {
      throw word(error);
    });
}
