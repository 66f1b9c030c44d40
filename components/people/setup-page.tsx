'use client';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { setUp } from '#lib/client/people.ts';
import { AccountFields, NO_ACCOUNT } from './account-fields.tsx';
import { EntryForm } from './entry-form.tsx';

interface SetupPageProps {
  /** Makes a key for programs that call without one. */
  keyMaker: ReactNode;
}

/** From one person at their machine to a team: the first account, and what changes by it. */
export function SetupPage({ keyMaker }: SetupPageProps) {
  const t = useTranslations('people.setup');
  const [wish, setWish] = useState(NO_ACCOUNT);
  return (
    <>
      <h1 className="text-display">{t('title')}</h1>
      <p className="mt-2 text-ui text-muted">{t('intro')}</p>
      <section aria-labelledby="setup-change" className="mt-5 flex flex-col gap-3 rounded-card bg-warning-soft p-4">
        <h2 id="setup-change" className="text-ui font-semibold">
          {t('change.title')}
        </h2>
        <p className="text-ui">{t('change.body')}</p>
        {keyMaker}
      </section>
      <EntryForm submit={t('submit')} enter={() => setUp(wish)} next="/people">
        <AccountFields wish={wish} onChange={setWish} />
      </EntryForm>
      <p className="mt-4 text-meta text-muted">{t('kept')}</p>
    </>
  );
}
