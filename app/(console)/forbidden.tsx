import Link from 'next/link';
import { getTranslations } from 'next-intl/server';

/** A page that the reader's role may not see. */
export default async function Forbidden() {
  const t = await getTranslations('shell.forbidden');
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="text-display">{t('title')}</h1>
      <p className="text-muted">{t('body')}</p>
      <Link href="/" className="text-accent underline underline-offset-2">
        {t('action')}
      </Link>
    </div>
  );
}
