'use client';
import { ListChecks } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { checkUsage } from '#lib/client/usage.ts';
import type { UsageCheck } from '#lib/contract/usage-report.ts';
import type { UsageView } from '#lib/domain/usage/view.ts';

type State = { readonly is: 'idle' | 'running' | 'failed' } | { readonly is: 'done'; readonly check: UsageCheck };

/** Adds up the ledger call by call, for whoever does not believe the sums. @param view of the sums */
export function LedgerCheck({ view }: { view: UsageView }) {
  const t = useTranslations('usage.check');
  const [state, setState] = useState<State>({ is: 'idle' });
  const run = () => {
    setState({ is: 'running' });
    checkUsage(view).then(
      (check) => setState({ is: 'done', check }),
      () => setState({ is: 'failed' }),
    );
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button size="compact" disabled={state.is === 'running'} onClick={run}>
        <ListChecks size={14} strokeWidth={1.5} aria-hidden />
        {t('button')}
      </Button>
      <p role="status" className="text-meta text-muted">
        {state.is === 'running' && t('running')}
        {state.is === 'failed' && <span className="text-danger">{t('failed')}</span>}
        {state.is === 'done' && <Outcome check={state.check} />}
      </p>
    </div>
  );
}

function Outcome({ check: { totals, equal, keptDays } }: { check: UsageCheck }) {
  const t = useTranslations('usage.check');
  if (keptDays !== null) return t('partial', { days: keptDays });
  return equal ? (
    t('same', { count: totals.requests })
  ) : (
    <span className="text-danger">{t('differs', { count: totals.requests })}</span>
  );
}
