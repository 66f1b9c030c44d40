'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { keysQuery } from '#lib/client/keys.ts';
import type { Key, KeyCreated } from '#lib/contract/keys.ts';
import { KeyShown } from './key-shown.tsx';
import { KeysTable } from './keys-table.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';

/** What stands before the list; one at a time. */
type Open =
  | { readonly dialog: 'new' }
  | { readonly dialog: 'shown'; readonly created: KeyCreated }
  | { readonly dialog: 'rotate' | 'revoke'; readonly key: Key };

export function KeysPage() {
  const t = useTranslations('keys');
  const keys = useQuery(keysQuery);
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
  const show = (created: KeyCreated) => {
    setOpen({ dialog: 'shown', created });
    void refresh();
  };
  const create = (
    <Button look="primary" onClick={() => setOpen({ dialog: 'new' })}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      {t('create')}
    </Button>
  );
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-5 p-4 md:p-6">
        <header className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <h1 className="text-title">{t('title')}</h1>
            <p className="mt-1 max-w-prose text-ui text-muted">{t('intro')}</p>
          </div>
          {keys.data !== undefined && keys.data.length > 0 && create}
        </header>
        {keys.isError && (
          <div role="alert" className="flex flex-wrap items-center gap-3 rounded-card bg-danger-soft p-4 text-ui">
            <span>{t('load.failed')}</span>
            <Button size="compact" onClick={() => void keys.refetch()}>
              {t('load.retry')}
            </Button>
          </div>
        )}
        {keys.data?.length === 0 && (
          <section className="flex flex-col items-start gap-3 rounded-card border border-line p-6">
            <h2 className="text-title">{t('empty.title')}</h2>
            <p className="max-w-prose text-ui text-muted">{t('empty.body')}</p>
            {create}
          </section>
        )}
        {keys.data !== undefined && keys.data.length > 0 && (
          <KeysTable
            keys={keys.data}
            onRotate={(key) => setOpen({ dialog: 'rotate', key })}
            onRevoke={(key) => setOpen({ dialog: 'revoke', key })}
          />
        )}
      </div>
      {open?.dialog === 'new' && <NewKeyDialog onCreated={show} onClose={close} />}
      {open?.dialog === 'shown' && <KeyShown created={open.created} onClose={close} />}
      {open?.dialog === 'rotate' && <RotateDialog subject={open.key} onRotated={show} onClose={close} />}
      {open?.dialog === 'revoke' && (
        <RevokeDialog
          subject={open.key}
          onRevoked={() => {
            close();
            void refresh();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}
