import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SettingsPage } from '#components/settings/settings-page.tsx';
import { ConnectionTestPanel } from '#components/shell/connection-test.tsx';
import { chatUpstream } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

export default function Page() {
  const { kind } = chatUpstream(getContainer().upstreams);
  return <SettingsPage connectionTest={<ConnectionTestPanel sandbox={kind === 'sandbox'} />} />;
}
