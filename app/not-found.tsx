import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { SiteFooter } from '#components/shell/site-footer.tsx';
import { footerOfPages } from '#lib/server/presentation.ts';

export default async function NotFound() {
  const t = await getTranslations('shell.notFound');
  return (
    <div className="flex h-dvh flex-col">
      <main className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-muted">{t('body')}</p>
        <Link href="/chat" className="text-accent underline underline-offset-2">
          {t('action')}
        </Link>
      </main>
      <SiteFooter footer={await footerOfPages()} />
    </div>
  );
}
