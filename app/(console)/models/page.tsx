import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ModelsPage } from '#components/models/models-page.tsx';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

export default async function Page() {
  await admit('/models');
  return <ModelsPage />;
}
