import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LogsPage } from '#components/logs/logs-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('logs'))('title') };
}

export default async function Page() {
  const { role } = await admit('/logs');
  return (
    <PageMessages nouns={['logs', 'calls']}>
      <LogsPage currency={getContainer().config.currency} seesOthers={role !== 'developer'} />
    </PageMessages>
  );
}
