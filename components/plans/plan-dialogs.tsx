'use client';
import type { Done } from '#components/ui/use-acts.ts';
import type { Key } from '#lib/contract/keys.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { ChangePlanDialog } from './change-plan-dialog.tsx';
import { LocalPlanDialog } from './local-plan-dialog.tsx';
import { NewPlanDialog } from './new-plan-dialog.tsx';
import { RemovePlanDialog } from './remove-plan-dialog.tsx';
import type { OpenDialog } from './use-dialog-address.ts';

interface PlanDialogsProps {
  open: OpenDialog;
  plans: readonly Plan[];
  /** All of them; absent while nobody knows. */
  keys: readonly Key[] | undefined;
  /** The plan of calls without a key; absent while nobody knows. */
  local: string | undefined;
  currency: string;
  /** @param done absent when nothing was changed */
  onDone: (done: Done | undefined) => void;
  onClose: () => void;
}

/** The dialog that is open; none when it is about a plan that there is not. */
export function PlanDialogs({ open, plans, keys, local, currency, onDone, onClose }: PlanDialogsProps) {
  const ends = { onDone, onClose };
  if (!('plan' in open)) {
    if (open.dialog === 'new') return <NewPlanDialog taken={plans.map(({ id }) => id)} currency={currency} {...ends} />;
    return local === undefined ? null : <LocalPlanDialog plans={plans} current={local} {...ends} />;
  }
  const plan = plans.find(({ id }) => id === open.plan);
  if (plan === undefined) return null;
  if (open.dialog === 'change') return <ChangePlanDialog plan={plan} currency={currency} {...ends} />;
  if (plan.builtIn || keys === undefined) return null;
  return (
    <RemovePlanDialog
      plan={plan}
      plans={plans}
      keys={keys.filter((key) => key.plan === plan.id)}
      isLocal={local === plan.id}
      {...ends}
    />
  );
}
