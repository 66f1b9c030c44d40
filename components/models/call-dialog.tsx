'use client';
import { useTranslations } from 'next-intl';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import type { Kind } from '#lib/contract/endpoints.ts';
import { curlOf } from '#lib/domain/models/curl.ts';

interface CallDialogProps {
  model: string;
  kind: Kind;
  needsKey: boolean;
  onClose: () => void;
}

/** Where the caller's own key goes. */
const KEY_PLACE = 'rj-…';

/** The call of a model that no page tries yet. */
export function CallDialog({ model, kind, needsKey, onClose }: CallDialogProps) {
  const t = useTranslations('models.call');
  const close = useTranslations('shell')('close');
  const { origin } = window.location;
  const call = { origin, model, kind, ...(needsKey ? { key: KEY_PLACE } : {}) };
  return (
    <Dialog title={t('title', { id: model })} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4 text-left whitespace-normal">
        <p className="text-ui text-muted">{t('body')}</p>
        <Lines text={curlOf(call)} copyLabel={t('copy')} />
        {needsKey && <p className="text-ui text-muted">{t('key', { place: KEY_PLACE })}</p>}
      </div>
    </Dialog>
  );
}
