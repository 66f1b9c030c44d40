import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { UsagePage } from '#components/usage/usage-page.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('usage'))('title') };
}

export default async function Page() {
  const { role } = await admit('/usage');
  return (
    <PageMessages nouns={['usage', 'charts']}>
      <UsagePage
        gatewayZone={getContainer().config.timeZone}
        seesOthers={role !== 'developer'}
        mayCall={role !== 'viewer'}
      />
    </PageMessages>
  );
}
