'use client';
import { Pencil, RotateCcw, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from '#components/ui/button.tsx';
import type { Key } from '#lib/contract/keys.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { hasOtherLimits, isVendorPlan } from '#lib/domain/limits/documented.ts';
import { classNames } from '#lib/std/class-names.ts';
import { KeysOnPlan } from './keys-on-plan.tsx';
import { LimitsTable } from './limits-table.tsx';

interface PlanCardProps {
  plan: Plan;
  currency: string;
  /** All keys on it; absent while nobody knows. */
  keys: readonly Key[] | undefined;
  /** Calls without a key are on it. */
  isLocal: boolean;
  /** Absent for somebody who only reads. */
  acts: { change: () => void; remove: () => void; putBack: () => void } | undefined;
}

export function PlanCard({ plan, currency, keys, isLocal, acts }: PlanCardProps) {
  const t = useTranslations('plans.card');
  const { id, name, builtIn } = plan;
  const changed = hasOtherLimits(plan);
  const titleId = `plan-${id}`;
  return (
    <article aria-labelledby={titleId} className="flex h-full flex-col gap-3 rounded-card border border-line p-4">
      <header className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <h2 id={titleId} className="text-title wrap-anywhere">
            {name}
          </h2>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-meta text-muted">
            <code className="font-mono wrap-anywhere">{id}</code>
            {builtIn && <Mark text={t('builtIn')} />}
            {isLocal && <Mark text={t('local')} look="bg-accent-soft text-accent" />}
            {changed && <Mark text={t('changed')} look="bg-warning-soft text-text" />}
          </p>
        </div>
        {acts !== undefined && (
          <div className="-mt-1 flex shrink-0">
            <IconButton label={t('change', { name })} onClick={acts.change}>
              <Pencil size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
            {!builtIn && (
              <IconButton label={t('remove', { name })} onClick={acts.remove}>
                <Trash2 size={16} strokeWidth={1.5} aria-hidden />
              </IconButton>
            )}
          </div>
        )}
      </header>
      <LimitsTable plan={plan} currency={currency} />
      <div className="mt-auto flex flex-wrap items-start justify-between gap-2">
        {keys !== undefined && <KeysOnPlan keys={keys} />}
        {changed && acts !== undefined && (
          <Button size="compact" className="ml-auto" onClick={acts.putBack}>
            <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
            {t(isVendorPlan(id) ? 'putBack.documented' : 'putBack.none')}
          </Button>
        )}
      </div>
    </article>
  );
}

function Mark({ text, look = 'border border-line' }: { text: string; look?: string }) {
  return <span className={classNames('rounded-control px-1.5 py-px', look)}>{text}</span>;
}
