'use client';
import { ImagePlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { MAX_PICTURES } from '#lib/contract/picture-limits.ts';

/** What the page says while files are held over it. */
export function DropOverlay() {
  const t = useTranslations('chat.pictures');
  return (
    // The files are dropped on what lies below.
    <div className="pointer-events-none fixed inset-0 z-50 bg-bg/85 p-4">
      <div className="flex h-full flex-col items-center justify-center gap-2 rounded-composer border-2 border-dashed border-accent text-center">
        <ImagePlus size={28} strokeWidth={1.5} aria-hidden className="text-accent" />
        <p className="text-title">{t('drop')}</p>
        <p className="text-ui text-muted">{t('dropHelp', { count: MAX_PICTURES })}</p>
      </div>
    </div>
  );
}
