'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ChangeDialogProps<Result> {
  title: string;
  submit: string;
  /** @throws what is then shown */
  change: () => Promise<Result>;
  onDone: (result: Result) => void;
  onClose: () => void;
  /** As of the dialog. */
  closedBy?: 'any' | 'request';
  children: ReactNode;
}

/** A question with one change behind it; what is refused is said, and nothing that was typed is lost. */
export function ChangeDialog<Result>({
  title,
  submit,
  change,
  onDone,
  onClose,
  closedBy = 'any',
  children,
}: ChangeDialogProps<Result>) {
  const t = useTranslations('shell');
  const mutation = useMutation({ mutationFn: change, onSuccess: onDone });
  return (
    <Dialog title={title} closeLabel={t('close')} onClose={onClose} closedBy={closedBy}>
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mutation.isPending) mutation.mutate();
        }}
      >
        {children}
        {mutation.isError && (
          <p role="alert" className="rounded-control bg-danger-soft px-3 py-2 text-ui text-danger">
            {t('failed', { message: mutation.error.message })}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" disabled={mutation.isPending}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
