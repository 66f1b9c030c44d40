'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { Dialog } from '#components/ui/dialog.tsx';
import { useSizeWords } from '#components/ui/use-size-words.ts';
import type { Picture } from '#lib/contract/conversations.ts';

interface PictureDialogProps {
  picture: Picture;
  src: string;
  onClose: () => void;
}

/** A picture as large as there is room for. */
export function PictureDialog({ picture: { name, widthPx, heightPx, bytes }, src, onClose }: PictureDialogProps) {
  const t = useTranslations('chat.pictures');
  const close = useTranslations('shell')('close');
  const format = useFormatter();
  const sizeOf = useSizeWords();
  return (
    <Dialog shape="wide" title={name} closeLabel={close} onClose={onClose}>
      <figure className="flex flex-col items-center gap-2 p-3">
        <img
          src={src}
          alt={name}
          width={widthPx}
          height={heightPx}
          className="h-auto max-h-[calc(100dvh-160px)] w-auto max-w-full rounded-control bg-hover object-contain"
        />
        <figcaption className="text-meta text-muted tabular-nums">
          {t('facts', { width: format.number(widthPx), height: format.number(heightPx), size: sizeOf(bytes) })}
        </figcaption>
      </figure>
    </Dialog>
  );
}
