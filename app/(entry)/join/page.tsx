import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { JoinPage } from '#components/people/join-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { greet } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.join'))('title') };
}

export default async function Page() {
  await greet('/join');
  return (
    <PageMessages nouns={['people']}>
      <JoinPage />
    </PageMessages>
  );
}
