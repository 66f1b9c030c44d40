import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AccountPage } from '#components/people/account-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { admit } from '#lib/server/page-access.ts';
import { sessionOf } from '#lib/server/session-route.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.own'))('title') };
}

export default async function Page() {
  const { person } = sessionOf(await admit('/account'));
  // Nobody has an account yet: this is where the first one is made.
  if (person === null) redirect('/setup');
  return (
    <PageMessages nouns={['people']}>
      <AccountPage self={person} />
    </PageMessages>
  );
}
