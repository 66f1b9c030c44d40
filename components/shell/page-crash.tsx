'use client';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';

/** Shown in a page's place when it failed; the rail stays usable. */
export function PageCrash({ reset }: { reset: () => void }) {
  const t = useTranslations('shell.crash');
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="text-display">{t('title')}</h1>
      <p className="max-w-[48ch] text-muted">{t('body')}</p>
      <Button onClick={reset}>{t('retry')}</Button>
    </div>
  );
}
