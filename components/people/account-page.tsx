'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { plansQuery } from '#lib/client/plans.ts';
import type { Person } from '#lib/contract/people.ts';
import { AccountSessions } from './account-sessions.tsx';
import { PasswordForm } from './password-form.tsx';

/** Who looks. */
export type Self = Pick<Person, 'name' | 'email' | 'role' | 'plan'>;

export function AccountPage({ self }: { self: Self }) {
  const t = useTranslations('people');
  const { data: plans } = useQuery(plansQuery);
  const { name, email, role, plan } = self;
  const facts = [
    { term: t('name'), value: name },
    { term: t('email'), value: email },
    { term: t('own.role'), value: t(`roles.${role}.name`), more: t(`roles.${role}.may`) },
    { term: t('own.plan'), value: plans?.find(({ id }) => id === plan)?.name ?? plan },
  ];
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-3xl flex-col gap-6 p-4 md:p-6">
        <h1 className="text-title">{t('own.title')}</h1>
        <section aria-labelledby="about-you" className="flex flex-col gap-3 rounded-card border border-line p-4">
          <h2 id="about-you" className="text-title">
            {t('own.about')}
          </h2>
          <dl className="grid gap-x-6 text-ui sm:gap-y-2 sm:grid-cols-[max-content_1fr]">
            {facts.map(({ term, value, more }) => (
              <div key={term} className="contents">
                <dt className="text-muted max-sm:mt-2">{term}</dt>
                <dd className="min-w-0 wrap-anywhere">
                  {value}
                  {more !== undefined && <span className="block text-meta text-muted">{more}</span>}
                </dd>
              </div>
            ))}
          </dl>
          {role !== 'admin' && <p className="text-meta text-faint">{t('own.byAdmin')}</p>}
        </section>
        <PasswordForm email={email} />
        <AccountSessions />
      </div>
    </div>
  );
}
