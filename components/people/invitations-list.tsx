'use client';
import { Ban } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import type { Invitation, Person } from '#lib/contract/people.ts';

/** A link that is about to be withdrawn. */
export interface OpenLink {
  readonly id: string;
  /** Whom it is for, in words. */
  readonly who: string;
  /** What else tells it from the others. */
  readonly about: string;
}

interface InvitationsListProps {
  invitations: readonly Invitation[];
  people: readonly Person[];
  planName: (id: string) => string;
  onWithdraw: (link: OpenLink) => void;
}

/** Links that can still be used: to come in, or to set a password anew. */
export function InvitationsList({ invitations, people, planName, onWithdraw }: InvitationsListProps) {
  const t = useTranslations('people');
  const format = useFormatter();
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name;
  return (
    <section aria-labelledby="open-links" className="flex flex-col gap-2">
      <h2 id="open-links" className="text-title">
        {t('invitations.title')}
      </h2>
      <ul className="divide-y divide-line-soft rounded-card border border-line">
        {invitations.map(({ id, personId, email, role, plan, createdBy, expiresAt }) => {
          const resetOf = nameOf(personId);
          const who = resetOf ?? email ?? t('invitations.anybody');
          const by = nameOf(createdBy);
          const until = format.dateTime(new Date(expiresAt), { dateStyle: 'medium', timeStyle: 'short' });
          const about = [
            ...(resetOf === undefined
              ? [t('invitations.for', { role: t(`roles.${role}.name`), plan: planName(plan) })]
              : []),
            ...(by === undefined ? [] : [t('invitations.by', { name: by })]),
            t('invitations.until', { until }),
          ].join(' · ');
          return (
            <li key={id} className="flex items-start justify-between gap-2 py-1.5 pr-2 pl-3 text-ui">
              <div className="min-w-0 py-1 wrap-anywhere">
                <span className="block font-semibold">
                  {resetOf === undefined ? who : t('invitations.reset', { name: resetOf })}
                </span>
                <span className="block text-meta text-muted">{about}</span>
              </div>
              <IconButton label={t('invitations.withdraw', { who })} onClick={() => onWithdraw({ id, who, about })}>
                <Ban size={16} strokeWidth={1.5} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
