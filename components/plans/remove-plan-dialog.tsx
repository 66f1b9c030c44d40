'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { ApiRefusal } from '#lib/client/api.ts';
import { moveKey } from '#lib/client/keys.ts';
import { createPlan, removePlan, setLocalPlan } from '#lib/client/plans.ts';
import type { Key } from '#lib/contract/keys.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { useRefresh } from './use-refresh.ts';

interface RemovePlanDialogProps {
  plan: Plan;
  plans: readonly Plan[];
  /** All on it, those that are over too: they hold it as well. */
  keys: readonly Key[];
  /** Calls without a key are on it. */
  isLocal: boolean;
  onDone: (done: Done) => void;
  onClose: () => void;
}

/** A plan that is in use is not deleted under its callers: they are moved first. */
export function RemovePlanDialog({ plan, plans, keys, isLocal, onDone, onClose }: RemovePlanDialogProps) {
  const t = useTranslations('plans');
  const refresh = useRefresh();
  const [to, setTo] = useState('');
  const isUsed = keys.length > 0 || isLocal;
  const remove = async (): Promise<Done> => {
    try {
      for (const { id } of keys) await moveKey(id, to);
      if (isLocal) await setLocalPlan(to);
      await removePlan(plan.id);
    } catch (error) {
      const isUsedAgain = error instanceof ApiRefusal && error.code === 'conflict';
      throw isUsedAgain ? new Error(t('remove.refused')) : error;
    } finally {
      await refresh();
    }
    const { id, name, limits, pool } = plan;
    return {
      message: t('done.removed', { name }),
      // With keys moved, the plan alone would not be what there was.
      undo: isUsed ? undefined : () => createPlan({ id, name, limits, pool }),
    };
  };
  return (
    <ChangeDialog
      title={t('remove.title', { name: plan.name })}
      submit={t(isUsed ? 'remove.moveAndSubmit' : 'remove.submit')}
      change={remove}
      onDone={onDone}
      onClose={onClose}
    >
      <p className="text-ui">{t(isUsed ? 'remove.inUse' : 'remove.body')}</p>
      {isUsed && (
        <>
          <ul className="list-disc pl-5 text-ui wrap-anywhere text-muted">
            {keys.length > 0 && (
              <li>{t('remove.keys', { count: keys.length, names: namesOf(keys).join(t('remove.separator')) })}</li>
            )}
            {isLocal && <li>{t('remove.local')}</li>}
          </ul>
          <SelectField
            focusFirst
            label={t('remove.moveTo')}
            choose={t('remove.choose')}
            options={plans.filter(({ id }) => id !== plan.id)}
            value={to}
            onChange={setTo}
          />
        </>
      )}
    </ChangeDialog>
  );
}

const MAX_NAMED = 5;

const namesOf = (keys: readonly Key[]): string[] => [
  ...keys.slice(0, MAX_NAMED).map(({ name }) => name),
  ...(keys.length > MAX_NAMED ? ['…'] : []),
];
