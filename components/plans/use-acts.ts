'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { keysQuery } from '#lib/client/keys.ts';
import { localPlanQuery, plansQuery } from '#lib/client/plans.ts';

/** What was done, in words, and how it is taken back. */
export interface Done {
  readonly message: string;
  readonly undo?: (() => Promise<unknown>) | undefined;
}

interface Act {
  readonly run: () => Promise<unknown>;
  readonly done: Done;
}

/** Asks anew for all that stands on the page; resolves once it is there. */
export function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([plansQuery, keysQuery, localPlanQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
}

/** What was done last, and acts that need no dialog. */
export function useActs() {
  const t = useTranslations('shell');
  const refresh = useRefresh();
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
