'use client';
import { LogOut, UserRound, UsersRound } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { leaveConsole } from '#lib/client/sign-out.ts';
import type { Session } from '#lib/contract/people.ts';
import { classNames } from '#lib/std/class-names.ts';

interface AccountButtonProps {
  session: Session;
  form: 'narrow' | 'wide';
  /** Called when the link is followed, so that a sheet can close. */
  onNavigate?: () => void;
}

/** Who is here, and the way out; in local mode the way to a team. */
export function AccountButton({ session: { person }, form, onNavigate = () => {} }: AccountButtonProps) {
  const t = useTranslations('shell.account');
  const label = person === null ? t('local') : person.name;
  const Icon = person === null ? UsersRound : UserRound;
  return (
    <div className={classNames('flex min-w-0 items-center gap-1', form === 'narrow' && 'max-lg:flex-col')}>
      <Link
        href={person === null ? '/setup' : '/account'}
        onClick={onNavigate}
        title={person === null ? label : t('menu', { name: person.name })}
        className="flex h-8 min-w-0 grow items-center gap-2 rounded-control px-2 text-meta text-muted hover:bg-hover hover:text-text pointer-coarse:h-11"
      >
        <Icon size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
        <span className={classNames('truncate', form === 'narrow' && 'max-lg:sr-only')}>{label}</span>
      </Link>
      {person !== null && (
        <IconButton compact label={t('signOut')} onClick={() => void leaveConsole()}>
          <LogOut size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
