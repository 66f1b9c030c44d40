import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PlansPage } from '#components/plans/plans-page.tsx';
import { getContainer } from '#lib/server/container.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('plans'))('title') };
}

export default function Page() {
  const { currency, timeZone } = getContainer().config;
  return <PlansPage mayChange currency={currency} timeZone={timeZone} />;
}
