'use client';
import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { testWebhook } from '#lib/client/alerts.ts';
import type { Webhook, WebhookTest } from '#lib/contract/alerts.ts';
import { ActButtons, type ItemActs } from './act-buttons.tsx';
import type { AlertWords } from './use-alert-words.ts';

interface WebhookItemProps {
  webhook: Webhook;
  words: AlertWords;
  acts: ItemActs;
}

export function WebhookItem({ webhook, words, acts }: WebhookItemProps) {
  const t = useTranslations('alerts.webhooks');
  const { id, name, form, language, enabled, address, signed } = webhook;
  const test = useMutation({ mutationFn: () => testWebhook(id) });
  const titleId = `webhook-${id}`;
  const facts = [
    t(`forms.${form}`),
    t(`languages.${language}`),
    ...(form === 'wecom' ? [] : [t(signed ? 'signed' : 'unsigned')]),
  ];
  return (
    <article aria-labelledby={titleId} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-72">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 id={titleId} className="text-ui font-semibold wrap-anywhere">
            {name}
          </h3>
          {!enabled && (
            <span className="rounded-control border border-line px-1.5 py-px text-meta text-muted">{t('off')}</span>
          )}
        </div>
        <p className="mt-0.5 text-meta text-muted">{facts.join(' · ')}</p>
        <code className="font-mono text-meta wrap-anywhere text-faint">{address}</code>
      </div>
      <div className="-my-1 flex shrink-0 flex-wrap items-center gap-y-1 max-sm:-ml-2">
        <Button
          size="compact"
          aria-label={t('testOf', { name })}
          aria-disabled={test.isPending}
          // Not `disabled`: whoever pressed it by the keyboard would lose their place.
          onClick={() => !test.isPending && test.mutate()}
          className="mr-1 max-sm:ml-2"
        >
          <Send size={14} strokeWidth={1.5} aria-hidden />
          {t('test')}
        </Button>
        <ActButtons item={webhook} acts={acts} />
      </div>
      <div role="status" className="w-full text-ui empty:hidden">
        {test.isPending && <p className="text-muted">{t('testing')}</p>}
        {test.isError && <p className="text-danger">{t('notDelivered', { reason: test.error.message })}</p>}
        {!test.isPending && test.data !== undefined && <TestOutcome outcome={test.data} words={words} />}
      </div>
    </article>
  );
}

function TestOutcome({ outcome, words }: { outcome: WebhookTest; words: AlertWords }) {
  const t = useTranslations('alerts.webhooks');
  const { failure, status, answer, durationMs } = outcome;
  return (
    <>
      <p className={failure === null ? 'text-accent' : 'text-danger'}>
        {failure === null
          ? t('delivered', { status: status ?? 0, ms: durationMs })
          : t('notDelivered', { reason: words.failure(failure, status) })}
      </p>
      {failure === null && answer !== '' && (
        <p className="mt-0.5 text-meta wrap-anywhere text-muted">
          {t('answer')} <code className="font-mono">{answer}</code>
        </p>
      )}
    </>
  );
}
