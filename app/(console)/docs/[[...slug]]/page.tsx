import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { DocsPageView } from '#components/docs/docs-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

interface DocsRouteProps {
  params: Promise<{ slug?: string[] }>;
}

async function findPage({ params }: DocsRouteProps) {
  const pages = getContainer().docs[await getLocale()];
  const { slug = [] } = await params;
  const page = slug.length === 0 ? pages[0] : pages.find((candidate) => candidate.slug === slug.join('/'));
  return page === undefined ? notFound() : { page, pages };
}

export async function generateMetadata(props: DocsRouteProps): Promise<Metadata> {
  const { page } = await findPage(props);
  return { title: page.title, description: page.summary };
}

export default async function Page(props: DocsRouteProps) {
  const { slug = [] } = await props.params;
  await admit('/docs/[[...slug]]', ['/docs', ...slug].join('/'));
  return (
    <PageMessages nouns={['docs']}>
      <DocsPageView {...(await findPage(props))} />
    </PageMessages>
  );
}
