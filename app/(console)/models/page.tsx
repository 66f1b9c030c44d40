import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ModelsPage } from '#components/models/models-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { admit } from '#lib/server/page-access.ts';
import { maySee } from '#lib/server/policy.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

export default async function Page() {
  const { role, sessionId } = await admit('/models');
  return (
    <PageMessages nouns={['models']}>
      <ModelsPage mayCall={maySee('/chat/[[...id]]', role)} isTeam={sessionId !== null} />
    </PageMessages>
  );
}
