'use client';
import { Keyboard, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { Keycaps } from '#components/ui/keycaps.tsx';
import { useApple } from '#components/ui/use-apple.ts';
import { runCommand } from '#lib/client/commands.ts';
import { SHORTCUTS, toAriaShortcuts } from '#lib/client/shortcuts.ts';

/** Opens the palette; where the rail is narrow, an icon. */
export function PaletteButton() {
  const t = useTranslations('shell');
  const apple = useApple() ?? false;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts={toAriaShortcuts('openPalette', apple)}
      title={t('palette')}
      onClick={() => runCommand('openPalette')}
      className="flex h-8 w-full items-center gap-2 rounded-control border border-line bg-panel px-2 text-meta text-muted transition-colors duration-120 hover:bg-hover hover:text-text max-lg:justify-center pointer-coarse:h-11"
    >
      <Search size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
      {/* Its name begins with what is seen of it: whoever speaks to the page says that. */}
      <span className="sr-only">{t('palette')}</span>
      <span aria-hidden className="flex min-w-0 grow items-center gap-2 max-lg:hidden">
        <span className="min-w-0 grow truncate text-left">{t('search')}</span>
        <Keycaps shortcut={SHORTCUTS.openPalette[0]} />
      </span>
    </button>
  );
}

/** The same for phones. */
export function PaletteIconButton() {
  const label = useTranslations('shell')('palette');
  return (
    <IconButton label={label} aria-haspopup="dialog" onClick={() => runCommand('openPalette')}>
      <Search size={18} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}

/** Opens the list of shortcuts. */
export function ShortcutsButton() {
  const label = useTranslations('shell')('shortcuts');
  const apple = useApple() ?? false;
  return (
    <IconButton
      compact
      label={label}
      aria-haspopup="dialog"
      aria-keyshortcuts={toAriaShortcuts('openShortcuts', apple)}
      onClick={() => runCommand('openShortcuts')}
    >
      <Keyboard size={16} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}
