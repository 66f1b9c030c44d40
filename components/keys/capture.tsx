'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { captureKey, keyPayloadsQuery, keysQuery, removeKeyPayloads } from '#lib/client/keys.ts';
import { CAPTURE_HOURS, type CaptureHours, type Key } from '#lib/contract/keys.ts';

/** Whether what is said with a key is kept, and what is done about it. */
export function Capture({ subject: { id, name, captureUntil }, isOver }: { subject: Key; isOver: boolean }) {
  const t = useTranslations('keys.capture');
  const shell = useTranslations('shell');
  const format = useFormatter();
  const client = useQueryClient();
  const kept = useQuery(keyPayloadsQuery(id));
  const refresh = () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
  const change = useMutation({ mutationFn: (hours: CaptureHours | null) => captureKey(id, hours), onSuccess: refresh });
  const [isAsking, setAsking] = useState(false);
  const count = kept.data?.count ?? 0;
  if (isOver && count === 0) return null;
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line p-4">
      <h2 className="text-ui font-semibold">{t('title')}</h2>
      <p className="max-w-prose text-meta text-muted">{t('body')}</p>
      {captureUntil !== null && (
        <p role="status" className="text-ui text-warning">
          {t('on', { until: format.dateTime(new Date(captureUntil), { dateStyle: 'medium', timeStyle: 'short' }) })}
        </p>
      )}
      {!isOver && (
        <fieldset aria-label={t('choose')} className="flex flex-wrap gap-2">
          {captureUntil === null ? (
            CAPTURE_HOURS.map((hours) => (
              <Button key={hours} size="compact" disabled={change.isPending} onClick={() => change.mutate(hours)}>
                {t('start', { hours })}
              </Button>
            ))
          ) : (
            <Button size="compact" disabled={change.isPending} onClick={() => change.mutate(null)}>
              {t('stop')}
            </Button>
          )}
        </fieldset>
      )}
      {count > 0 && (
        <div className="flex flex-wrap items-center gap-3 text-meta text-muted">
          <span>{t('kept', { count })}</span>
          <Button look="danger" size="compact" onClick={() => setAsking(true)}>
            <Trash2 size={14} strokeWidth={1.5} aria-hidden />
            {t('remove')}
          </Button>
        </div>
      )}
      {change.isError && (
        <p role="alert" className="text-meta text-danger">
          {shell('failed', { message: change.error.message })}
        </p>
      )}
      {isAsking && (
        <ChangeDialog
          title={t('removeTitle', { name })}
          submit={t('remove')}
          change={() => removeKeyPayloads(id)}
          onDone={() => {
            setAsking(false);
            void refresh();
          }}
          onClose={() => setAsking(false)}
        >
          <p className="text-ui">{t('removeBody', { count })}</p>
        </ChangeDialog>
      )}
    </section>
  );
}
