'use client';
import { ImagePlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { addPictures } from '#lib/client/chat/pictures.ts';
import { MAX_PICTURES } from '#lib/contract/picture-limits.ts';

/** What the page says while files are held over it, and what it does with them then. */
export function DropOverlay({ onEnd }: { onEnd: () => void }) {
  const t = useTranslations('chat.pictures');
  useEffect(() => {
    const onLeave = ({ relatedTarget }: DragEvent) => {
      // From one thing on the page to the next it is still over it.
      if (relatedTarget === null) onEnd();
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      onEnd();
      addPictures([...(event.dataTransfer?.files ?? [])]);
      document.getElementById('composer')?.focus();
    };
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, [onEnd]);
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
