import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PlansPage } from '#components/plans/plans-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('plans'))('title') };
}

export default async function Page() {
  const { role, sessionId } = await admit('/plans');
  const { currency, timeZone } = getContainer().config;
  const isTeam = sessionId !== null;
  return (
    <PageMessages nouns={['plans']}>
      <PlansPage mayChange={role === 'admin'} isTeam={isTeam} currency={currency} timeZone={timeZone} />
    </PageMessages>
  );
}
