'use client';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import type { WebhookSaved } from '#lib/contract/alerts.ts';

interface SecretShownProps {
  saved: WebhookSaved;
  onClose: () => void;
}

/** The only time that anybody sees a signing secret. */
export function SecretShown({ saved, onClose }: SecretShownProps) {
  const t = useTranslations('alerts.secretShown');
  const close = useTranslations('shell')('close');
  return (
    <Dialog title={t('title', { name: saved.name })} closeLabel={close} onClose={onClose} closedBy="request">
      <div className="flex flex-col gap-4 p-4">
        <p className="rounded-control bg-warning-soft px-3 py-2 text-ui">{t('once')}</p>
        <Lines text={saved.secret ?? ''} copyLabel={t('copy')} />
        <p className="text-ui text-muted">{t('how')}</p>
        <Button look="primary" className="self-end" onClick={onClose} data-focus-first>
          {t('done')}
        </Button>
      </div>
    </Dialog>
  );
}
