'use client';
import { useTranslations } from 'next-intl';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { removeWebhook } from '#lib/client/alerts.ts';
import type { Webhook } from '#lib/contract/alerts.ts';
import { useRefresh } from './use-refresh.ts';

interface RemoveWebhookDialogProps {
  webhook: Webhook;
  onDone: (done: Done) => void;
  onClose: () => void;
}

/** Asks first: nobody has the whole address any more, so it could not be taken back. */
export function RemoveWebhookDialog({ webhook, onDone, onClose }: RemoveWebhookDialogProps) {
  const t = useTranslations('alerts');
  const refresh = useRefresh();
  const { id, name, address } = webhook;
  const remove = async (): Promise<Done> => {
    await removeWebhook(id);
    await refresh();
    return { message: t('done.webhookRemoved', { name }) };
  };
  return (
    <ChangeDialog
      title={t('removeWebhook.title', { name })}
      submit={t('removeWebhook.submit')}
      change={remove}
      onDone={onDone}
      onClose={onClose}
    >
      <code className="font-mono text-meta wrap-anywhere text-muted">{address}</code>
      <p className="text-ui">{t('removeWebhook.body')}</p>
    </ChangeDialog>
  );
}
