'use client';
import { Pencil, UserCog } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import type { Person } from '#lib/contract/people.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useLastSeen } from './use-last-seen.ts';

interface PeopleTableProps {
  people: readonly Person[];
  selfId: string;
  planName: (id: string) => string;
  onChange: (person: Person) => void;
  onManage: (person: Person) => void;
}

const COLUMNS = ['name', 'role', 'plan', 'state', 'lastSeen', 'sessions'] as const;

const CELL = 'px-3 py-2.5 text-left align-top font-normal';
/** Where it is narrow, what would stand here stands below the name. */
const WIDE_CELL = `${CELL} @max-4xl:hidden`;
const SHORT_CELL = `${WIDE_CELL} whitespace-nowrap`;

export function PeopleTable({ people, selfId, planName, onChange, onManage }: PeopleTableProps) {
  const t = useTranslations('people.table');
  return (
    <div className="@container overflow-hidden rounded-card border border-line">
      <table aria-label={t('label')} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === 'name' ? CELL : WIDE_CELL}>
                {t(column)}
              </th>
            ))}
            <th scope="col" className={CELL}>
              <span className="sr-only">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              isSelf={person.id === selfId}
              plan={planName(person.plan)}
              onChange={() => onChange(person)}
              onManage={() => onManage(person)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PersonRowProps {
  person: Person;
  isSelf: boolean;
  plan: string;
  onChange: () => void;
  onManage: () => void;
}

function PersonRow({ person, isSelf, plan, onChange, onManage }: PersonRowProps) {
  const t = useTranslations('people');
  const lastSeen = useLastSeen();
  const { name, email, disabled, sessions } = person;
  const role = t(`roles.${person.role}.name`);
  const state = t(disabled ? 'table.disabled' : 'table.enabled');
  const seen = lastSeen(person.lastSeenAt);
  const signedIn = t('table.signedIn', { count: sessions });
  return (
    <tr className={classNames('border-b border-line-soft last:border-b-0', disabled && 'text-muted')}>
      <th scope="row" className={`${CELL} wrap-anywhere`}>
        <span className="block">
          <span className="font-semibold">{name}</span>
          {isSelf && (
            <span className="ml-2 rounded-[4px] bg-accent-soft px-1 text-meta text-accent">{t('table.you')}</span>
          )}
        </span>
        <span className="block text-meta text-muted">{email}</span>
        <span className="mt-1 block text-meta text-muted @4xl:hidden">
          {[role, plan, state, seen, ...(sessions > 0 ? [signedIn] : [])].join(' · ')}
        </span>
      </th>
      <td className={SHORT_CELL}>{role}</td>
      <td className={`${WIDE_CELL} wrap-break-word`}>{plan}</td>
      <td className={classNames(SHORT_CELL, disabled ? 'text-danger' : 'text-accent')}>{state}</td>
      <td className={SHORT_CELL}>{seen}</td>
      <td className={SHORT_CELL}>{sessions > 0 && signedIn}</td>
      <td className="px-2 py-1.5 text-right align-top whitespace-nowrap">
        <IconButton label={t('table.change', { name })} onClick={onChange}>
          <Pencil size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
        {/* One's own account is on the page of that name. */}
        {!isSelf && (
          <IconButton label={t('table.manage', { name })} onClick={onManage}>
            <UserCog size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
        )}
      </td>
    </tr>
  );
}
