'use client';
import { LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import { showPicture, useVision } from '#lib/client/vision/store.ts';
import { classNames } from '#lib/std/class-names.ts';

/** The pictures of this session: those that are done, the one that is shown, and those that wait. */
export function PictureStrip({ children }: { children: ReactNode }) {
  const t = useTranslations('vision.strip');
  const pictures = useVision((state) => state.pictures);
  const shownKey = useVision((state) => state.shownKey);
  const open = pictures.filter(({ work }) => work !== 'idle').length;
  return (
    <div className="flex shrink-0 items-center gap-3 border-b border-line bg-bg px-3 py-2">
      <ul aria-label={t('label')} className="flex min-w-0 grow gap-2 overflow-x-auto p-0.5">
        {pictures.map((picture) => (
          <li key={picture.key} className="shrink-0">
            <Thumb picture={picture} isShown={picture.key === shownKey} />
          </li>
        ))}
      </ul>
      <p role="status" className="shrink-0 text-meta text-muted max-sm:sr-only">
        {pictures.length > 1 && open > 0 && t('open', { done: pictures.length - open, count: pictures.length })}
      </p>
      {children}
    </div>
  );
}

function Thumb({ picture, isShown }: { picture: VisionPicture; isShown: boolean }) {
  const t = useTranslations('vision.strip');
  const { key, name, work, prepared, fault } = picture;
  const state = fault !== undefined ? 'failed' : work === 'idle' ? 'done' : work;
  return (
    <button
      type="button"
      title={name}
      aria-label={t(`states.${state}`, { name })}
      aria-current={isShown ? 'true' : undefined}
      onClick={() => showPicture(key)}
      className={classNames(
        'relative block size-11 overflow-hidden rounded-control border bg-hover',
        isShown ? 'border-accent outline-2 outline-accent' : 'border-line hover:border-line-control',
      )}
    >
      {prepared !== undefined && <img src={prepared.url} alt="" className="size-full object-cover" />}
      {work !== 'idle' && (
        <span className="absolute inset-0 flex items-center justify-center bg-panel/70">
          <LoaderCircle size={16} strokeWidth={1.5} aria-hidden className="animate-spin text-accent" />
        </span>
      )}
      {fault !== undefined && (
        <span className="absolute inset-0 flex items-center justify-center bg-panel/70">
          <TriangleAlert size={16} strokeWidth={1.5} aria-hidden className="text-danger" />
        </span>
      )}
    </button>
  );
}
