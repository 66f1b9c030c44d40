import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { VisionPage } from '#components/vision/vision-page.tsx';
import { connectionName } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('vision'))('title') };
}

export default async function Page() {
  await admit('/vision');
  const connection = await connectionName(getContainer(), 'vision');
  if (connection.kind === 'sandbox') getContainer().vision.warm();
  return (
    <PageMessages nouns={['vision', 'vision-names', 'vision-viewer']}>
      <VisionPage connection={connection} />
    </PageMessages>
  );
}
