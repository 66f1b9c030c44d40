'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { CheckedField } from '#components/ui/checked-field.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { ApiRefusal } from '#lib/client/api.ts';
import { createPlan } from '#lib/client/plans.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import { planIdProblem, suggestPlanId } from '#lib/domain/limits/plan-id.ts';
import { readLimits, toWritten, type WrittenLimits } from '#lib/domain/limits/written-limits.ts';
import { LimitsPair } from './limits-pair.tsx';
import { useRefresh } from './use-refresh.ts';

interface Wish {
  readonly name: string;
  /** `undefined`: what the name suggests. */
  readonly id: string | undefined;
  readonly limits: WrittenLimits;
  readonly pool: WrittenLimits;
}

const NOTHING_WISHED: Wish = {
  name: '',
  id: undefined,
  limits: toWritten(NO_LIMITS),
  pool: toWritten(NO_LIMITS),
};

interface NewPlanDialogProps {
  /** Ids of the plans that there are. */
  taken: readonly string[];
  currency: string;
  onDone: (done: Done) => void;
  onClose: () => void;
}

export function NewPlanDialog({ taken, currency, onDone, onClose }: NewPlanDialogProps) {
  const t = useTranslations('plans');
  const refresh = useRefresh();
  const [wish, setWish] = useState(NOTHING_WISHED);
  const set = (change: Partial<Wish>) => setWish((before) => ({ ...before, ...change }));
  const { name, limits, pool } = wish;
  const id = wish.id ?? suggestPlanId(name);
  const problem = planIdProblem(id, taken);
  const create = async (): Promise<Done> => {
    try {
      const made = await createPlan({ id, name, limits: readLimits(limits), pool: readLimits(pool) });
      await refresh();
      return { message: t('done.created', { name: made.name }) };
    } catch (error) {
      const isTaken = error instanceof ApiRefusal && error.code === 'conflict';
      throw isTaken ? new Error(t('form.problems.taken')) : error;
    }
  };
  return (
    <ChangeDialog
      title={t('form.new')}
      submit={t('form.create')}
      change={create}
      onDone={onDone}
      onClose={onClose}
      closedBy="request"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <NameField
          label={t('form.name')}
          placeholder={t('form.namePlaceholder')}
          value={name}
          onChange={(value) => set({ name: value })}
          focusFirst
        />
        <CheckedField
          label={t('form.id')}
          help={t('form.idHelp')}
          problem={problem === undefined ? undefined : t(`form.problems.${problem}`)}
          spellCheck={false}
          autoCapitalize="none"
          value={id}
          onValue={(value) => set({ id: value })}
          className="font-mono"
        />
      </div>
      <LimitsPair
        limits={limits}
        pool={pool}
        currency={currency}
        onLimits={(change) => set({ limits: { ...limits, ...change } })}
        onPool={(change) => set({ pool: { ...pool, ...change } })}
      />
    </ChangeDialog>
  );
}
