'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ApiRefusal } from '#lib/client/api.ts';

interface EntryFormProps {
  submit: string;
  /** Lets in; throws what the API refuses. */
  enter: () => Promise<unknown>;
  /** Where to go then. */
  next: string;
  children: ReactNode;
}

/** A form whose success is being in. */
export function EntryForm({ submit, enter, next, children }: EntryFormProps) {
  const refusal = useRefusal();
  const entering = useMutation({
    mutationFn: enter,
    // A whole new page: nothing of whoever was here before is left in memory.
    onSuccess: () => window.location.assign(next),
  });
  return (
    <form
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!entering.isPending) entering.mutate();
      }}
    >
      {children}
      <p role="alert" className={entering.isError ? 'rounded-control bg-danger-soft px-3 py-2 text-ui' : 'sr-only'}>
        {entering.isError ? refusal(entering.error) : ''}
      </p>
      <Button look="primary" type="submit" disabled={entering.isPending || entering.isSuccess} className="w-full">
        {submit}
      </Button>
    </form>
  );
}

/** Why somebody was not let in, in the reader's language. */
function useRefusal() {
  const t = useTranslations('people.refused');
  return (error: Error): string => {
    if (!(error instanceof ApiRefusal)) return t('unreachable');
    const { code, param, retryAfterSeconds = 60, message } = error;
    if (code === 'rate_limit_exceeded') return t('wait', { seconds: retryAfterSeconds });
    if (code === 'invalid_credentials' || code === 'account_disabled') return t(code);
    if (code === 'conflict') return param === 'email' ? t('emailTaken') : t('founded');
    if (param === 'token') return t('token');
    if (param === 'email') return t('email');
    if (param === 'password') return t('password');
    return t('other', { message });
  };
}
