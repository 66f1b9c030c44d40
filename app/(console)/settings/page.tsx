import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SettingsPage } from '#components/settings/settings-page.tsx';
import { ConnectionTestPanel } from '#components/shell/connection-test.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { connectionName } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

export default async function Page() {
  await admit('/settings');
  const { kind } = await connectionName(getContainer());
  return (
    <PageMessages nouns={['settings']}>
      <SettingsPage connectionTest={<ConnectionTestPanel sandbox={kind === 'sandbox'} />} />
    </PageMessages>
  );
}
