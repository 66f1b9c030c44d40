import Link from 'next/link';
import { useTranslations } from 'next-intl';

/** In local mode there is nobody to list: the way to a team. */
export function LocalPeople() {
  const t = useTranslations('people');
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-5 p-4 md:p-6">
        <h1 className="text-title">{t('page.title')}</h1>
        <section className="flex flex-col items-start gap-3 rounded-card border border-line p-6">
          <p className="max-w-prose text-ui text-muted">{t('local.body')}</p>
          <Link
            href="/setup"
            className="inline-flex h-8 items-center rounded-control bg-accent px-3 text-ui font-semibold text-accent-text hover:opacity-90 pointer-coarse:h-11"
          >
            {t('local.action')}
          </Link>
        </section>
      </div>
    </div>
  );
}
