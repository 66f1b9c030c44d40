'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Lines } from '#components/ui/lines.tsx';
import { createKey } from '#lib/client/keys.ts';

/** A key for the programs that call without one, while that still works. */
export function SetupKey() {
  const t = useTranslations('keys.setup');
  const shown = useTranslations('keys.shown');
  const making = useMutation({ mutationFn: () => createKey({ name: t('name') }) });
  if (making.data !== undefined) {
    return (
      <div role="status" className="flex flex-col gap-2">
        <p className="text-ui">{shown('once')}</p>
        <Lines text={making.data.key} copyLabel={shown('copyKey')} />
        <p className="text-meta text-muted">{shown('where', { origin: window.location.origin })}</p>
      </div>
    );
  }
  return (
    <>
      <Button className="self-start" disabled={making.isPending} onClick={() => making.mutate()}>
        {t('make')}
      </Button>
      {making.isError && <p role="alert">{t('failed', { message: making.error.message })}</p>}
    </>
  );
}
