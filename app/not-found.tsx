import Link from 'next/link';
import { getTranslations } from 'next-intl/server';

export default async function NotFound() {
  const t = await getTranslations('shell.notFound');
  return (
    <main className="flex h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="text-display">{t('title')}</h1>
      <p className="text-muted">{t('body')}</p>
      <Link href="/chat" className="text-accent underline underline-offset-2">
        {t('action')}
      </Link>
    </main>
  );
}
