import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LocalPeople } from '#components/people/local-people.tsx';
import { PeoplePage } from '#components/people/people-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.page'))('title') };
}

export default async function Page() {
  const { id, sessionId } = await admit('/people');
  return (
    <PageMessages nouns={['people']}>
      {sessionId === null ? <LocalPeople /> : <PeoplePage selfId={id} origin={getContainer().config.origin?.origin} />}
    </PageMessages>
  );
}
