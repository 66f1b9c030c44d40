import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AlertsPage } from '#components/alerts/alerts-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('alerts'))('title') };
}

export default async function Page() {
  const { role, sessionId } = await admit('/alerts');
  return (
    <PageMessages nouns={['alerts']}>
      <AlertsPage mayChange={role === 'admin'} isTeam={sessionId !== null} currency={getContainer().config.currency} />
    </PageMessages>
  );
}
