'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { chatModelsQuery } from '#lib/client/chat/models.ts';
import { classNames } from '#lib/std/class-names.ts';

const ConnectDialog = dynamic(() => import('./connect-dialog.tsx').then((module) => module.ConnectDialog));

export interface ConnectionName {
  readonly kind: 'sandbox' | 'remote';
  /** Host of the upstream. */
  readonly name: string;
}

interface ConnectionBadgeProps {
  connection: ConnectionName;
  form: 'narrow' | 'wide';
}

/** Says what answers, and opens *Connect a model*. */
export function ConnectionBadge({ connection, form }: ConnectionBadgeProps) {
  const t = useTranslations('shell');
  const [open, setOpen] = useState(false);
  // Asked by the pages that need the list; here it is only heard how that went.
  const { isError: inTrouble } = useQuery({ ...chatModelsQuery, enabled: false });
  const sandbox = connection.kind === 'sandbox';
  const name = sandbox ? t('sandbox') : connection.name;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        title={name}
        onClick={() => setOpen(true)}
        className={classNames(
          'flex h-8 min-w-0 items-center gap-2 rounded-control border border-line bg-panel px-2 text-left text-meta text-text hover:bg-hover pointer-coarse:h-11',
          form === 'narrow' ? 'w-full max-lg:justify-center' : 'w-full',
        )}
      >
        <span
          aria-hidden
          className={classNames(
            'size-1.5 shrink-0 rounded-full',
            inTrouble ? 'bg-danger' : sandbox ? 'bg-warning' : 'bg-accent',
          )}
        />
        <span className="sr-only">{t('connection.label')}</span>
        <span className={classNames('truncate', form === 'narrow' && 'max-lg:sr-only')}>
          {inTrouble ? t('connection.trouble') : sandbox ? t('connection.sandbox') : connection.name}
        </span>
      </button>
      {open && <ConnectDialog onClose={() => setOpen(false)} />}
    </>
  );
}
