import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { ChatPage } from '#components/chat/chat-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { SANDBOX_EXAMPLES } from '#lib/domain/sandbox/examples.ts';
import { connectionName } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';
import { aiLabelOfPages } from '#lib/server/presentation.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('chat'))('title') };
}

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id: segments = [] } = await params;
  const person = await admit('/chat/[[...id]]', ['/chat', ...segments].join('/'));
  if (segments.length > 1) notFound();
  const { conversations } = await getContainer().services();
  const connection = await connectionName(getContainer());
  const t = await getTranslations('chat.empty.remoteExamples');
  const examples =
    connection.kind === 'sandbox'
      ? SANDBOX_EXAMPLES[await getLocale()].map(({ question }) => question)
      : [t('explain'), t('table'), t('code')];
  return (
    <PageMessages nouns={['chat']}>
      <ChatPage
        examples={examples}
        connection={connection}
        label={await aiLabelOfPages()}
        personId={person.sessionId === null ? '' : person.id}
        list={await conversations.list({ limit: FIRST_CONVERSATIONS }, { principal: person })}
      />
    </PageMessages>
  );
}

/** More than a window has lines. */
const FIRST_CONVERSATIONS = 50;
