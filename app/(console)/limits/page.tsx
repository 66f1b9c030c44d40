import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LimitsPage } from '#components/limits/limits-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('limits'))('title') };
}

export default async function Page() {
  const { role } = await admit('/limits');
  return (
    <PageMessages nouns={['limits', 'charts']}>
      <LimitsPage rights={{ seesOthers: role !== 'developer', administers: role === 'admin' }} />
    </PageMessages>
  );
}
