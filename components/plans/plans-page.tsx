'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { DoneBar } from '#components/ui/done-bar.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { useActs } from '#components/ui/use-acts.ts';
import { keysQuery } from '#lib/client/keys.ts';
import { changePlan, localPlanQuery, plansQuery } from '#lib/client/plans.ts';
import type { Plan } from '#lib/contract/plans.ts';
import { deliveredPlan } from '#lib/domain/limits/documented.ts';
import { PlanCard } from './plan-card.tsx';
import { PlanDialogs } from './plan-dialogs.tsx';
import { useDialogAddress } from './use-dialog-address.ts';
import { useRefresh } from './use-refresh.ts';

interface PlansPageProps {
  /** Without it the page only tells what each plan allows. */
  mayChange: boolean;
  /** There are accounts: nobody calls without a key. */
  isTeam: boolean;
  /** Of the ledger, ISO 4217. */
  currency: string;
  /** Whose days and months quotas count by. */
  timeZone: string;
}

export function PlansPage({ mayChange, isTeam, currency, timeZone }: PlansPageProps) {
  const t = useTranslations('plans');
  const loading = useTranslations('shell')('loading');
  const plans = useQuery(plansQuery);
  // Everybody's keys, and the plan of calls without one, are told to those who decide about plans.
  const keys = useQuery({ ...keysQuery, enabled: mayChange });
  const local = useQuery({ ...localPlanQuery, enabled: mayChange });
  const failed = [plans, keys, local].filter(({ isError }) => isError);
  const { done, report, dismiss, act } = useActs(useRefresh());
  const { open, show, close } = useDialogAddress();

  const putBack = ({ id, name, limits, pool }: Plan) => {
    const delivered = deliveredPlan(id);
    if (delivered === undefined) return;
    act({
      run: () => changePlan(id, { limits: delivered.limits, pool: delivered.pool }),
      done: { message: t('done.putBack', { name }), undo: () => changePlan(id, { limits, pool }) },
    });
  };
  const actsOn = (plan: Plan) => ({
    change: () => show({ dialog: 'change', plan: plan.id }),
    remove: () => show({ dialog: 'remove', plan: plan.id }),
    putBack: () => putBack(plan),
  });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-5xl flex-col gap-5 p-4 pb-0 md:p-6 md:pb-0">
        <PageHead title={t('title')} intro={t('intro')}>
          {mayChange && plans.data !== undefined && (
            <Button look="primary" onClick={() => show({ dialog: 'new' })}>
              <Plus size={16} strokeWidth={1.5} aria-hidden />
              {t('create')}
            </Button>
          )}
        </PageHead>
        {failed.length > 0 && (
          <LoadFailed
            words={t('load.failed')}
            retry={t('load.retry')}
            onRetry={() => void Promise.all(failed.map(({ refetch }) => refetch()))}
          />
        )}
        {plans.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {!isTeam && plans.data !== undefined && local.data !== undefined && (
          <LocalPlan
            name={plans.data.find(({ id }) => id === local.data)?.name ?? local.data}
            onChoose={() => show({ dialog: 'local' })}
          />
        )}
        {plans.data !== undefined && (
          <>
            <ul className="grid gap-4 lg:grid-cols-2">
              {plans.data.map((plan) => (
                <li key={plan.id} className="min-w-0">
                  <PlanCard
                    plan={plan}
                    currency={currency}
                    keys={keys.data?.filter((key) => key.plan === plan.id)}
                    isLocal={!isTeam && plan.id === local.data}
                    acts={mayChange ? actsOn(plan) : undefined}
                  />
                </li>
              ))}
            </ul>
            <p className="pb-4 text-meta text-faint">{t('windows', { timeZone })}</p>
          </>
        )}
        <DoneBar done={done} onUndo={(undo, message) => act({ run: undo, done: { message } })} onDismiss={dismiss} />
      </div>
      {mayChange && open !== undefined && plans.data !== undefined && (
        <PlanDialogs
          open={open}
          plans={plans.data}
          keys={keys.data ?? (keys.isError ? [] : undefined)}
          local={local.data}
          currency={currency}
          onDone={(outcome) => {
            close();
            if (outcome !== undefined) report(outcome);
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

function LocalPlan({ name, onChoose }: { name: string; onChoose: () => void }) {
  const t = useTranslations('plans.local');
  return (
    <section
      aria-labelledby="local-plan"
      className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-bg px-4 py-3"
    >
      <div className="min-w-0">
        <h2 id="local-plan" className="text-ui">
          {t('title')}
        </h2>
        <p className="text-ui text-muted">
          {t.rich('body', { plan: name, b: (chunks) => <strong className="wrap-anywhere text-text">{chunks}</strong> })}
        </p>
      </div>
      <Button onClick={onChoose}>{t('choose')}</Button>
    </section>
  );
}
