'use client';
import { Ban, RefreshCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import type { Key } from '#lib/contract/keys.ts';
import { type KeyState, stateOf } from '#lib/domain/keys/state.ts';
import { classNames } from '#lib/std/class-names.ts';

interface KeysTableProps {
  keys: readonly Key[];
  onRotate: (key: Key) => void;
  onRevoke: (key: Key) => void;
}

const LOOKS: Readonly<Record<KeyState, string>> = {
  valid: 'text-accent',
  expires: 'text-accent',
  expired: 'text-faint',
  revoked: 'text-faint',
};

const COLUMNS = ['name', 'owner', 'plan', 'rights', 'state'] as const;

const CELL = 'px-3 py-2.5 text-left align-top font-normal';
/** On a phone what would stand here stands below the name. */
const WIDE_CELL = `${CELL} max-md:hidden`;

/** The newest first: it is the one that somebody has just made and looks for. */
export function KeysTable({ keys, onRotate, onRevoke }: KeysTableProps) {
  const t = useTranslations('keys.table');
  return (
    <div className="overflow-hidden rounded-card border border-line">
      <table aria-label={t('label')} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === 'name' || column === 'state' ? CELL : WIDE_CELL}>
                {t(column)}
              </th>
            ))}
            <th scope="col" className={CELL}>
              <span className="sr-only">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.toReversed().map((key) => (
            <KeyRow key={key.id} subject={key} onRotate={() => onRotate(key)} onRevoke={() => onRevoke(key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface KeyRowProps {
  subject: Key;
  onRotate: () => void;
  onRevoke: () => void;
}

function KeyRow({ subject, onRotate, onRevoke }: KeyRowProps) {
  const t = useTranslations('keys');
  const format = useFormatter();
  const day = (instant: string) => format.dateTime(new Date(instant), { dateStyle: 'medium' });
  const minute = (instant: string) => format.dateTime(new Date(instant), { dateStyle: 'medium', timeStyle: 'short' });
  const { name, owner, plan, prefix, lastFour, models, routes, expiresAt, revokedAt, createdAt } = subject;
  const state = stateOf(subject, Date.now());
  const isOver = state === 'expired' || state === 'revoked';
  const rights = [
    ...(models === null ? [] : [t('table.models', { count: models.length })]),
    ...(routes === null ? [] : [t('table.routes', { count: routes.length })]),
  ];
  const may = rights.length === 0 ? t('table.everything') : rights.join(' · ');
  return (
    <tr className={classNames('border-b border-line-soft last:border-b-0', isOver && 'text-muted')}>
      <th scope="row" className={CELL}>
        <span className="block font-semibold break-words">{name}</span>
        <code className="block font-mono text-meta text-muted">{`${prefix}-…${lastFour}`}</code>
        <span className="block text-meta break-words text-muted md:hidden">{[owner, plan, may].join(' · ')}</span>
        <span className="block text-meta text-faint">{t('table.created', { date: day(createdAt) })}</span>
      </th>
      <td className={`${WIDE_CELL} break-words`}>{owner}</td>
      <td className={WIDE_CELL}>{plan}</td>
      <td className={WIDE_CELL} title={[...(models ?? []), ...(routes ?? [])].join('\n') || undefined}>
        {may}
      </td>
      <td className={classNames(CELL, LOOKS[state])}>
        {t(`states.${state}`, { date: minute(revokedAt ?? expiresAt ?? createdAt) })}
      </td>
      <td className="px-2 py-1.5 text-right whitespace-nowrap">
        {!isOver && (
          <>
            <IconButton label={t('actions.rotate', { name })} onClick={onRotate}>
              <RefreshCw size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <IconButton label={t('actions.revoke', { name })} onClick={onRevoke}>
              <Ban size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </>
        )}
      </td>
    </tr>
  );
}
