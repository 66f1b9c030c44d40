'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { classNames } from '#lib/std/class-names.ts';

const PictureDialog = dynamic(() => import('./picture-dialog.tsx').then((module) => module.PictureDialog), {
  loading: Nothing,
});

/** Where a picture's bytes are. @param shareId of the copy that it is read in; undefined: it is one's own */
export const pictureSrc = (id: string, shareId?: string): string =>
  shareId === undefined
    ? `/api/pictures/${encodeURIComponent(id)}`
    : `/api/shared/${encodeURIComponent(shareId)}/pictures/${encodeURIComponent(id)}`;

/** One alone may be so large; several stand in a row of squares. */
const ALONE_PX = { width: 320, height: 240 };

interface MessagePicturesProps {
  pictures: readonly Picture[];
  shareId?: string;
}

/** The pictures of a message. Their boxes are known before they come: nothing moves when they do. */
export function MessagePictures({ pictures, shareId }: MessagePicturesProps) {
  const t = useTranslations('chat.pictures');
  const [shown, setShown] = useState<Picture>();
  const alone = pictures.length === 1;
  return (
    <>
      <ul aria-label={t('sent')} className="mb-1.5 flex max-w-[85%] flex-wrap justify-end gap-1.5">
        {pictures.map((picture) => {
          const { id, name, widthPx, heightPx } = picture;
          const scale = Math.min(1, ALONE_PX.width / widthPx, ALONE_PX.height / heightPx);
          return (
            <li key={id} className="flex max-w-full">
              <button
                type="button"
                aria-haspopup="dialog"
                title={name}
                onClick={() => setShown(picture)}
                className="max-w-full overflow-hidden rounded-card border border-line bg-hover"
              >
                <img
                  src={pictureSrc(id, shareId)}
                  alt={name}
                  width={widthPx}
                  height={heightPx}
                  loading="lazy"
                  decoding="async"
                  style={alone ? { width: Math.max(44, widthPx * scale), aspectRatio: `${widthPx} / ${heightPx}` } : {}}
                  className={classNames(
                    'block max-w-full text-meta text-faint',
                    alone ? 'h-auto object-contain' : 'size-28 object-cover max-sm:size-24',
                  )}
                />
              </button>
            </li>
          );
        })}
      </ul>
      {shown !== undefined && (
        <PictureDialog picture={shown} src={pictureSrc(shown.id, shareId)} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}
