'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { DoneBar } from '#components/ui/done-bar.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { type Done, useActs } from '#components/ui/use-acts.ts';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { alertRulesQuery, webhooksQuery } from '#lib/client/alerts.ts';
import type { WebhookSaved } from '#lib/contract/alerts.ts';
import { parseAlertsView, toAlertsQuery } from '#lib/domain/alerts/view.ts';
import { AlertDialogs } from './alert-dialogs.tsx';
import { EmptyRules } from './empty-rules.tsx';
import { EpisodesList } from './episodes-list.tsx';
import { RulesList } from './rules-list.tsx';
import { SecretShown } from './secret-shown.tsx';
import { useAlertWords } from './use-alert-words.ts';
import { useFiringMark } from './use-firing-mark.ts';
import { useRefresh } from './use-refresh.ts';
import { WebhooksList } from './webhooks-list.tsx';

const ADDRESS = { parse: parseAlertsView, format: toAlertsQuery };

interface AlertsPageProps {
  /** Without it the page only tells what is watched and what came of it. */
  mayChange: boolean;
  /** There are accounts. */
  isTeam: boolean;
  /** Of the ledger, ISO 4217. */
  currency: string;
}

export function AlertsPage({ mayChange, isTeam, currency }: AlertsPageProps) {
  const t = useTranslations('alerts');
  const loading = useTranslations('shell')('loading');
  const rules = useQuery(alertRulesQuery);
  const webhooks = useQuery({ ...webhooksQuery, enabled: mayChange });
  const failed = [rules, webhooks].filter(({ isError }) => isError);
  const { done, report, dismiss, act } = useActs(useRefresh());
  const [view, change] = useAddressView(ADDRESS);
  const [saved, setSaved] = useState<WebhookSaved>();
  const words = useAlertWords(currency);
  const close = () => change({ open: undefined });
  const all = rules.data?.data;
  useFiringMark(all);
  const onDone = (outcome: Done | undefined, webhook?: WebhookSaved) => {
    close();
    if (outcome !== undefined) report(outcome);
    if (webhook !== undefined && webhook.secret !== null) setSaved(webhook);
  };
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-5xl flex-col gap-5 p-4 pb-0 md:p-6 md:pb-0">
        <PageHead title={t('title')} intro={t('intro')}>
          {mayChange && all !== undefined && (
            <Button look="primary" onClick={() => change({ open: { dialog: 'new-rule' } })}>
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
        {rules.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {all?.length === 0 && <EmptyRules currency={currency} act={mayChange ? act : undefined} />}
        {all !== undefined && all.length > 0 && (
          <RulesList rules={all} words={words} act={mayChange ? act : undefined} onView={change} />
        )}
        {webhooks.data !== undefined && (
          <WebhooksList webhooks={webhooks.data} words={words} act={act} onOpen={(open) => change({ open })} />
        )}
        {all !== undefined && <EpisodesList rules={all} only={view.rule} words={words} onView={change} />}
        <div className="grow" />
        <DoneBar done={done} onUndo={(undo, message) => act({ run: undo, done: { message } })} onDismiss={dismiss} />
      </div>
      {mayChange && view.open !== undefined && all !== undefined && webhooks.data !== undefined && (
        <AlertDialogs
          open={view.open}
          rules={all}
          webhooks={webhooks.data}
          isTeam={isTeam}
          currency={currency}
          onDone={onDone}
          onClose={close}
        />
      )}
      {saved !== undefined && <SecretShown saved={saved} onClose={() => setSaved(undefined)} />}
    </div>
  );
}
