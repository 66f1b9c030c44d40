'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import { chatModelsQuery } from '#lib/client/models.ts';
import type { KeyCreated } from '#lib/contract/keys.ts';
import { curlOf } from '#lib/domain/models/curl.ts';

interface KeyShownProps {
  created: KeyCreated;
  onClose: () => void;
}

/** The only time that anybody sees a key. */
export function KeyShown({ created, onClose }: KeyShownProps) {
  const t = useTranslations('keys.shown');
  const close = useTranslations('shell')('close');
  const { data: models } = useQuery(chatModelsQuery);
  const { origin } = window.location;
  const allowed = models?.find(({ id }) => created.models?.includes(id) ?? true)?.id ?? created.models?.[0];
  return (
    <Dialog title={t('title')} closeLabel={close} onClose={onClose} closedBy="request">
      <div className="flex flex-col gap-4 p-4">
        <p className="rounded-control bg-warning-soft px-3 py-2 text-ui">{t('once')}</p>
        <Lines text={created.key} copyLabel={t('copyKey')} />
        <p className="text-ui text-muted">{t('where', { origin })}</p>
        {allowed !== undefined && (
          <section className="flex flex-col gap-2">
            <h3 className="text-ui">{t('try')}</h3>
            <Lines
              text={curlOf({ origin, key: created.key, model: allowed, kind: 'chat' })}
              copyLabel={t('copyCall')}
            />
          </section>
        )}
        <Button look="primary" className="self-end" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </Dialog>
  );
}
