import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SetupKey } from '#components/keys/setup-key.tsx';
import { SetupPage } from '#components/people/setup-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.setup'))('title') };
}

export default async function Page() {
  const { sessionId } = await admit('/setup');
  // There is an account by now.
  if (sessionId !== null) redirect('/');
  return (
    <PageMessages nouns={['people', 'keys']}>
      <SetupPage keyMaker={<SetupKey />} />
    </PageMessages>
  );
}
