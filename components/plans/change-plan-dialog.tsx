'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { changePlan } from '#lib/client/plans.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { planChange, readLimits, toWritten } from '#lib/domain/limits/written-limits.ts';
import { LimitsPair } from './limits-pair.tsx';
import { useRefresh } from './use-refresh.ts';

interface ChangePlanDialogProps {
  plan: Plan;
  currency: string;
  /** @param done absent when nothing was changed */
  onDone: (done: Done | undefined) => void;
  onClose: () => void;
}

export function ChangePlanDialog({ plan, currency, onDone, onClose }: ChangePlanDialogProps) {
  const t = useTranslations('plans');
  const refresh = useRefresh();
  // As it was when the dialog opened: what somebody else changes meanwhile is not taken back by saving.
  const [before] = useState(plan);
  const [name, setName] = useState(plan.name);
  const [limits, setLimits] = useState(() => toWritten(plan.limits));
  const [pool, setPool] = useState(() => toWritten(plan.pool));
  const save = async (): Promise<Done | undefined> => {
    const wish = {
      name: name.trim(),
      limits: readLimits(limits) ?? before.limits,
      pool: readLimits(pool) ?? before.pool,
    };
    const change = planChange(before, wish);
    if (change === undefined) return undefined;
    const after = await changePlan(plan.id, change);
    await refresh();
    const back = planChange(wish, before) ?? {};
    return { message: t('done.changed', { name: after.name }), undo: () => changePlan(plan.id, back) };
  };
  return (
    <ChangeDialog
      title={t('form.change', { name: before.name })}
      submit={t('form.save')}
      change={save}
      onDone={onDone}
      onClose={onClose}
      closedBy="request"
    >
      <NameField label={t('form.name')} value={name} onChange={setName} />
      <LimitsPair
        limits={limits}
        pool={pool}
        currency={currency}
        onLimits={(change) => setLimits((now) => ({ ...now, ...change }))}
        onPool={(change) => setPool((now) => ({ ...now, ...change }))}
        focusFirst
        note={t('form.counts')}
      />
    </ChangeDialog>
  );
}
