'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

/** What was done, in words, and how it is taken back. */
export interface Done {
  readonly message: string;
  readonly undo?: (() => Promise<unknown>) | undefined;
}

interface Act {
  readonly run: () => Promise<unknown>;
  readonly done: Done;
}

/** What was done last, and acts that need no dialog. @param refresh asks anew for what stands on the page */
export function useActs(refresh: () => Promise<unknown>) {
  const t = useTranslations('shell');
  const [done, setDone] = useState<Done>();
  const { mutate, isPending } = useMutation({
    mutationFn: async ({ run }: Act) => {
      await run();
      await refresh();
    },
    onSuccess: (_result, act) => setDone(act.done),
    onError: (error) => setDone({ message: t('failed', { message: error.message }) }),
  });
  return {
    done,
    report: setDone,
    dismiss: () => setDone(undefined),
    act: (act: Act) => {
      if (!isPending) mutate(act);
    },
  };
}
