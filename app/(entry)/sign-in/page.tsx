import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SignInPage } from '#components/people/sign-in-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { nextPath } from '#lib/domain/people/next-path.ts';
import { greet } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.signIn'))('title') };
}

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  const path = nextPath(typeof next === 'string' ? next : undefined);
  // Whoever is in already has nothing to do here.
  if ((await greet('/sign-in')) !== undefined) redirect(path);
  return (
    <PageMessages nouns={['people']}>
      <SignInPage next={path} />
    </PageMessages>
  );
}
