'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { keysQuery } from '#lib/client/keys.ts';
import type { Key, KeyCreated } from '#lib/contract/keys.ts';
import { type KeysView, parseView, toQuery } from '#lib/domain/keys/view.ts';
import { KeyShown } from './key-shown.tsx';
import { KeysList } from './keys-list.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { useOpenKey } from './use-open-key.ts';
import type { Viewer } from './viewer.ts';

const KeyDetail = dynamic(() => import('./key-detail.tsx').then((module) => module.KeyDetail), { loading: Nothing });

const ADDRESS = { parse: parseView, format: (view: KeysView) => toQuery(view) };

/** What stands before the list; one at a time. */
type Open =
  | { readonly dialog: 'new' }
  | { readonly dialog: 'shown'; readonly created: KeyCreated }
  | { readonly dialog: 'rotate' | 'revoke'; readonly key: Key };

interface KeysPageProps {
  viewer: Viewer;
  /** Of the ledger, ISO 4217. */
  currency: string;
}

export function KeysPage({ viewer, currency }: KeysPageProps) {
  const t = useTranslations('keys');
  const loading = useTranslations('shell')('loading');
  const keys = useQuery(keysQuery);
  const client = useQueryClient();
  const [view, changeView] = useAddressView(ADDRESS);
  const { key: openKey, cameFromList, linkTo, leave } = useOpenKey(view);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
  const show = (created: KeyCreated) => {
    setOpen({ dialog: 'shown', created });
    void refresh();
  };
  const acts = {
    onRotate: (key: Key) => setOpen({ dialog: 'rotate', key }),
    onRevoke: (key: Key) => setOpen({ dialog: 'revoke', key }),
  };
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        {keys.isError && (
          <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void keys.refetch()} />
        )}
        {openKey === undefined ? (
          <KeysList
            keys={keys.data}
            viewer={viewer}
            currency={currency}
            view={view}
            onView={changeView}
            acts={{ ...acts, linkTo, onCreate: () => setOpen({ dialog: 'new' }) }}
          />
        ) : (
          keys.data !== undefined && (
            <KeyDetail
              key={openKey}
              id={openKey}
              subject={keys.data.find(({ id }) => id === openKey)}
              viewer={viewer}
              takesFocus={cameFromList}
              onLeave={leave}
              acts={acts}
            />
          )
        )}
        {keys.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
      </div>
      {open?.dialog === 'new' && <NewKeyDialog viewer={viewer} onCreated={show} onClose={close} />}
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
