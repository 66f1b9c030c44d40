import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SharedPage } from '#components/chat/shared-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { ApiError } from '#lib/contract/errors.ts';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';
import { aiLabelOfPages } from '#lib/server/presentation.ts';

interface SharedRouteProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('chat.shared'))('title') };
}

export default async function Page({ params }: SharedRouteProps) {
  const { id } = await params;
  await admit('/shared/[id]', `/shared/${id}`);
  return (
    <PageMessages nouns={['chat']}>
      <SharedPage conversation={await findShared(id)} labelled={(await aiLabelOfPages()) !== null} />
    </PageMessages>
  );
}

async function findShared(id: string) {
  const { conversations } = await getContainer().services();
  try {
    return await conversations.shared(id);
  } catch (error) {
    // Withdrawn, or never there.
    if (error instanceof ApiError && error.code === 'not_found') notFound();
    throw error;
  }
}
