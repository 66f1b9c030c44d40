import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeysPage } from '#components/keys/keys-page.tsx';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('title') };
}

export default async function Page() {
  await admit('/keys');
  return <KeysPage />;
}
