'use client';
import { Ban, RefreshCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import type { KeyListed } from '#lib/contract/key-use.ts';
import type { Key } from '#lib/contract/keys.ts';
import { stateOf } from '#lib/domain/keys/state.ts';
import { classNames } from '#lib/std/class-names.ts';
import { KeyState } from './key-state.tsx';
import { LastUse } from './last-use.tsx';
import { Today } from './today.tsx';
import { openerId } from './use-open-key.ts';
import { useOwnerName } from './use-owner-name.ts';
import type { Viewer } from './viewer.ts';

export interface KeyActs {
  /** To the last 24 hours of a key. */
  linkTo: (id: string) => { href: string; onClick: (event: MouseEvent) => void };
  onRotate: (key: Key) => void;
  onRevoke: (key: Key) => void;
}

interface KeysTableProps {
  keys: readonly KeyListed[];
  viewer: Viewer;
  currency: string;
  acts: KeyActs;
}

const CELL = 'px-3 py-2.5 text-left align-top font-normal';
/** On a narrow screen what would stand here stands below the name. */
const WIDE_CELL = `${CELL} max-md:hidden`;
const WIDEST_CELL = `${CELL} max-lg:hidden`;

const COLUMNS = [
  ['name', CELL],
  ['owner', WIDEST_CELL],
  ['rights', WIDEST_CELL],
  ['lastUse', WIDE_CELL],
  ['today', WIDE_CELL],
  ['state', WIDE_CELL],
] as const;

/** The newest first: it is the one that somebody has just made and looks for. */
export function KeysTable({ keys, ...row }: KeysTableProps) {
  const t = useTranslations('keys.table');
  return (
    <div className="overflow-hidden rounded-card border border-line">
      <table aria-label={t('label')} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            {COLUMNS.map(([column, look]) => (
              <th key={column} scope="col" className={look}>
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
            <KeyRow key={key.id} subject={key} {...row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface KeyRowProps extends Omit<KeysTableProps, 'keys'> {
  subject: KeyListed;
}

function KeyRow({ subject, viewer, currency, acts }: KeyRowProps) {
  const t = useTranslations('keys');
  const format = useFormatter();
  const ownerName = useOwnerName(viewer);
  const { id, name, plan, prefix, lastFour, models, routes, createdAt, lastUsedAt, today, nearest } = subject;
  const state = stateOf(subject, Date.now());
  const isOver = state === 'expired' || state === 'revoked';
  const rights = [
    ...(models === null ? [] : [t('table.models', { count: models.length })]),
    ...(routes === null ? [] : [t('table.routes', { count: routes.length })]),
  ];
  const may = rights.length === 0 ? t('table.everything') : rights.join(' · ');
  const owner = ownerName(subject);
  const use = <Today sums={today} nearest={nearest} currency={currency} />;
  return (
    <tr
      className={classNames(
        'relative border-b border-line-soft last:border-b-0 hover:bg-hover',
        isOver && 'text-muted',
      )}
    >
      <th scope="row" className={CELL}>
        {/* The whole row leads there: what else can be pressed in it lies above. */}
        <a
          id={openerId(id)}
          {...acts.linkTo(id)}
          title={t('table.open', { name })}
          className="block font-semibold break-words after:absolute after:inset-0 hover:underline"
        >
          {name}
        </a>
        <code className="block font-mono text-meta whitespace-nowrap text-muted">{`${prefix}-…${lastFour}`}</code>
        <span className="block text-meta break-words text-muted lg:hidden">{[owner, plan, may].join(' · ')}</span>
        <span className="block text-meta text-faint">
          {t('table.created', { date: format.dateTime(new Date(createdAt), { dateStyle: 'medium' }) })}
        </span>
        <div className="mt-1.5 flex flex-col gap-0.5 text-meta md:hidden">
          <KeyState subject={subject} />
          <LastUse at={lastUsedAt} />
          {use}
        </div>
      </th>
      <td className={`${WIDEST_CELL} break-words`}>
        {owner}
        <span className="block text-meta text-muted">{plan}</span>
      </td>
      <td className={WIDEST_CELL} title={[...(models ?? []), ...(routes ?? [])].join('\n') || undefined}>
        {may}
      </td>
      <td className={WIDE_CELL}>
        <LastUse at={lastUsedAt} />
      </td>
      <td className={WIDE_CELL}>{use}</td>
      <td className={WIDE_CELL}>
        <KeyState subject={subject} />
      </td>
      <td className="relative px-2 py-1.5 text-right align-top whitespace-nowrap">
        {!isOver && (
          <>
            <IconButton label={t('actions.rotate', { name })} onClick={() => acts.onRotate(subject)}>
              <RefreshCw size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <IconButton label={t('actions.revoke', { name })} onClick={() => acts.onRevoke(subject)}>
              <Ban size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </>
        )}
      </td>
    </tr>
  );
}
