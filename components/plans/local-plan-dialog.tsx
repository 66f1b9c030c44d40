'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { setLocalPlan } from '#lib/client/plans.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { useRefresh } from './use-refresh.ts';

interface LocalPlanDialogProps {
  plans: readonly Plan[];
  /** The plan that they are on. */
  current: string;
  /** @param done absent when nothing was changed */
  onDone: (done: Done | undefined) => void;
  onClose: () => void;
}

export function LocalPlanDialog({ plans, current, onDone, onClose }: LocalPlanDialogProps) {
  const t = useTranslations('plans');
  const refresh = useRefresh();
  const [before] = useState(current);
  const [chosen, setChosen] = useState(current);
  const save = async (): Promise<Done | undefined> => {
    if (chosen === before) return undefined;
    await setLocalPlan(chosen);
    await refresh();
    const name = plans.find(({ id }) => id === chosen)?.name ?? chosen;
    return { message: t('done.local', { name }), undo: () => setLocalPlan(before) };
  };
  return (
    <ChangeDialog title={t('local.dialog')} submit={t('local.submit')} change={save} onDone={onDone} onClose={onClose}>
      <SelectField
        focusFirst
        label={t('local.plan')}
        help={t('local.help')}
        options={plans}
        value={chosen}
        onChange={setChosen}
      />
    </ChangeDialog>
  );
}
