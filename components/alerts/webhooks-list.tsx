'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { changeWebhook } from '#lib/client/alerts.ts';
import type { Webhook } from '#lib/contract/alerts.ts';
import type { AlertsDialog } from '#lib/domain/alerts/view.ts';
import type { ActOn } from './rules-list.tsx';
import type { AlertWords } from './use-alert-words.ts';
import { WebhookItem } from './webhook-item.tsx';

interface WebhooksListProps {
  webhooks: readonly Webhook[];
  words: AlertWords;
  act: ActOn;
  onOpen: (dialog: AlertsDialog) => void;
}

/** Whom alerts are told to. */
export function WebhooksList({ webhooks, words, act, onOpen }: WebhooksListProps) {
  const t = useTranslations('alerts');
  const turn = ({ id, name, enabled }: Webhook) =>
    act({
      run: () => changeWebhook(id, { enabled: !enabled }),
      done: {
        message: t(enabled ? 'done.turnedOff' : 'done.turnedOn', { name }),
        undo: () => changeWebhook(id, { enabled }),
      },
    });
  return (
    <section aria-labelledby="alert-webhooks">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-2">
        <div className="min-w-0 grow basis-72">
          <h2 id="alert-webhooks" className="text-ui font-semibold">
            {t('webhooks.title')}
          </h2>
          <p className="max-w-prose text-meta text-muted">{t('webhooks.intro')}</p>
        </div>
        <Button size="compact" onClick={() => onOpen({ dialog: 'new-webhook' })}>
          <Plus size={14} strokeWidth={1.5} aria-hidden />
          {t('webhooks.create')}
        </Button>
      </div>
      {webhooks.length === 0 ? (
        <p className="rounded-card border border-line px-4 py-3 text-ui text-muted">{t('webhooks.none')}</p>
      ) : (
        <ul className="divide-y divide-line-soft rounded-card border border-line">
          {webhooks.map((webhook) => (
            <li key={webhook.id}>
              <WebhookItem
                webhook={webhook}
                words={words}
                acts={{
                  change: () => onOpen({ dialog: 'change-webhook', id: webhook.id }),
                  turn: () => turn(webhook),
                  remove: () => onOpen({ dialog: 'remove-webhook', id: webhook.id }),
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
