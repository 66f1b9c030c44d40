'use client';
import { useTranslations } from 'next-intl';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import type { Kind } from '#lib/contract/endpoints.ts';
import { curlOf } from '#lib/domain/models/curl.ts';

interface CallDialogProps {
  model: string;
  kind: Kind;
  onClose: () => void;
}

/** The call of a model that no page tries yet. */
export function CallDialog({ model, kind, onClose }: CallDialogProps) {
  const t = useTranslations('models.call');
  const close = useTranslations('shell')('close');
  return (
    <Dialog title={t('title', { id: model })} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4 text-left whitespace-normal">
        <p className="text-ui text-muted">{t('body')}</p>
        <Lines text={curlOf({ origin: window.location.origin, model, kind })} copyLabel={t('copy')} />
      </div>
    </Dialog>
  );
}
