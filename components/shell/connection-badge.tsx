'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { runCommand } from '#lib/client/commands.ts';
import { chatModelsQuery } from '#lib/client/models.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { classNames } from '#lib/std/class-names.ts';

const DOTS = { sandbox: 'bg-warning', remote: 'bg-accent', none: 'bg-danger' } as const;

interface ConnectionBadgeProps {
  connection: ConnectionName;
  form: 'narrow' | 'wide';
}

/** Says what answers, and opens *Connect a model*. */
export function ConnectionBadge({ connection, form }: ConnectionBadgeProps) {
  const t = useTranslations('shell');
  // Asked by the pages that need the list; here it is only heard how that went.
  const { isError: inTrouble } = useQuery({ ...chatModelsQuery, enabled: false });
  const { kind } = connection;
  const name = kind === 'remote' ? connection.name : t(`connection.${kind}`);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      title={name}
      onClick={() => runCommand('connect')}
      className={classNames(
        'flex h-8 min-w-0 items-center gap-2 rounded-control border border-line bg-panel px-2 text-left text-meta text-text hover:bg-hover pointer-coarse:h-11',
        form === 'narrow' ? 'w-full max-lg:justify-center' : 'w-full',
      )}
    >
      <span
        aria-hidden
        className={classNames('size-1.5 shrink-0 rounded-full', inTrouble ? 'bg-danger' : DOTS[kind])}
      />
      <span className="sr-only">{t('connection.label')}</span>
      <span className={classNames('truncate', form === 'narrow' && 'max-lg:sr-only')}>
        {inTrouble && kind !== 'none' ? t('connection.trouble') : name}
      </span>
    </button>
  );
}
