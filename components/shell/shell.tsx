'use client';
import { useQuery } from '@tanstack/react-query';
import { Menu } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { firingQuery } from '#lib/client/firing.ts';
import { keepToOnePerson } from '#lib/client/one-person.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import type { Session } from '#lib/contract/people.ts';
import type { Theme } from '#lib/i18n/locale.ts';
import { AccountButton } from './account-button.tsx';
import { PaletteButton, PaletteIconButton, ShortcutsButton } from './command-buttons.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { Logo } from './logo.tsx';
import { Navigation, type SectionName } from './navigation.tsx';
import { Notice } from './notice.tsx';
import { LocaleButton, ThemeButton } from './preferences.tsx';
import { ShellCommands } from './shell-commands.tsx';

interface ShellProps {
  connection: ConnectionName;
  /** Who looks. */
  session: Session;
  /** The sections that they may see. */
  sections: readonly SectionName[];
  /** How many alerts go on, as the page came. */
  firing: number;
  theme: Theme;
  /** Below every page; rendered on the server. */
  footer: ReactNode;
  children: ReactNode;
}

/** The frame of every page: a rail on the left, icons only where it is narrow, a sheet on phones. */
export function Shell({ connection, session, sections, firing: initialData, theme, footer, children }: ShellProps) {
  const t = useTranslations('shell');
  const [sheetOpen, setSheetOpen] = useState(false);
  const closeSheet = () => setSheetOpen(false);
  const { data: firing } = useQuery({ ...firingQuery, initialData, enabled: sections.includes('alerts') });
  const personId = session.person?.id ?? '';
  useEffect(() => keepToOnePerson(personId), [personId]);
  return (
    <div className="flex h-[calc(100dvh-var(--keyboard,0px))] flex-col md:flex-row">
      <a
        href="#main"
        className="absolute top-2 left-2 z-10 -translate-y-16 rounded-control bg-accent px-3 py-1.5 text-accent-text focus:translate-y-0"
      >
        {t('skip')}
      </a>

      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-bg px-2 md:hidden">
        <IconButton
          label={t('nav.open')}
          aria-haspopup="dialog"
          className="relative"
          onClick={() => setSheetOpen(true)}
        >
          <Menu size={18} strokeWidth={1.5} aria-hidden />
          {firing > 0 && <span className="absolute top-1.5 right-1.5 size-2 rounded-full bg-danger" />}
        </IconButton>
        <Logo />
        <span className="grow truncate font-semibold">{t('product')}</span>
        <PaletteIconButton />
      </header>
      {sheetOpen && (
        <Dialog shape="left" title={t('product')} closeLabel={t('nav.close')} onClose={closeSheet}>
          <div className="flex h-full flex-col gap-2 py-2">
            <Navigation form="wide" sections={sections} firing={firing} onNavigate={closeSheet} />
            <div className="mt-auto flex flex-col gap-1 px-2">
              <div className="flex gap-1">
                <ThemeButton initial={theme} />
                <LocaleButton />
              </div>
              <AccountButton form="wide" session={session} onNavigate={closeSheet} />
              <ConnectionBadge form="wide" connection={connection} />
            </div>
          </div>
        </Dialog>
      )}

      <aside className="hidden w-13 shrink-0 flex-col border-r border-line bg-bg md:flex lg:w-44">
        <div className="flex h-12 shrink-0 items-center gap-2 px-4 font-semibold lg:px-3">
          <Logo />
          <span className="truncate max-lg:sr-only">{t('product')}</span>
        </div>
        <div className="px-2 pb-2">
          <PaletteButton />
        </div>
        <Navigation form="narrow" sections={sections} firing={firing} />
        <div className="mt-auto flex flex-col gap-2 p-2">
          <div className="flex gap-1 max-lg:flex-col max-lg:items-center">
            <ThemeButton initial={theme} />
            <LocaleButton />
            <ShortcutsButton />
          </div>
          <AccountButton form="narrow" session={session} />
          <ConnectionBadge form="narrow" connection={connection} />
        </div>
      </aside>

      <div className="flex min-h-0 min-w-0 grow flex-col">
        {/* What is hidden from sight lies where it would stand in a page that scrolls inside: here it ends, or the window
          would scroll to it and take the frame along. */}
        <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 grow overflow-clip bg-panel outline-none">
          {children}
        </main>
        {footer}
      </div>
      <Notice />
      <ShellCommands sections={sections} session={session} />
    </div>
  );
}
