import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Theme } from '#lib/i18n/locale.ts';
import { Logo } from './logo.tsx';
import { LocaleButton, ThemeButton } from './preferences.tsx';

interface EntryFrameProps {
  theme: Theme;
  /** Below; rendered on the server. */
  footer: ReactNode;
  children: ReactNode;
}

/** The frame of the pages before one is in: no navigation, one thing to do. */
export function EntryFrame({ theme, footer, children }: EntryFrameProps) {
  const t = useTranslations('shell');
  return (
    <div className="flex min-h-dvh flex-col bg-bg">
      <header className="flex h-14 shrink-0 items-center gap-2 px-4">
        <Logo />
        <span className="grow font-semibold">{t('product')}</span>
        <ThemeButton initial={theme} />
        <LocaleButton />
      </header>
      <main className="flex grow flex-col items-center px-4 pt-[4vh] pb-12">
        <div className="w-full max-w-md rounded-card border border-line bg-panel p-5 sm:p-7">{children}</div>
      </main>
      {footer}
    </div>
  );
}
