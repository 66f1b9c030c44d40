import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditPage } from '#components/audit/audit-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') };
}

export default async function Page() {
  await admit('/audit');
  return (
    <PageMessages nouns={['audit', 'people']}>
      <AuditPage currency={getContainer().config.currency} />
    </PageMessages>
  );
}
