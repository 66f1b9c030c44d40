import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeysPage } from '#components/keys/keys-page.tsx';
import { PageMessages } from '#components/shell/page-messages.tsx';
import { getContainer } from '#lib/server/container.ts';
import { admit } from '#lib/server/page-access.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('title') };
}

export default async function Page({ searchParams }: { searchParams: Promise<{ key?: string | string[] }> }) {
  const { key } = await searchParams;
  const path = typeof key === 'string' ? `/keys?${new URLSearchParams({ key })}` : '/keys';
  const { id, role, plan, sessionId } = await admit('/keys', path);
  const mode = sessionId === null ? 'local' : 'team';
  return (
    <PageMessages nouns={['keys', 'calls']}>
      <KeysPage viewer={{ id, role, plan, mode }} currency={getContainer().config.currency} />
    </PageMessages>
  );
}
