'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { useSizeWords } from '#components/ui/use-size-words.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { pictureSrc } from './message-pictures.tsx';

export interface Chip {
  readonly key: string;
  readonly name: string;
  /** Undefined: it is being made. */
  readonly picture: Picture | undefined;
  /** Of the file that it was made of, where that is known. */
  readonly fileBytes?: number | undefined;
}

interface PictureChipsProps {
  chips: readonly Chip[];
  onRemove: (key: string) => void;
}

/** Pictures of a message that is being written: how they look, what they weigh, and the way to take them out. */
export function PictureChips({ chips, onRemove }: PictureChipsProps) {
  const t = useTranslations('chat.pictures');
  const sizeOf = useSizeWords();
  return (
    <ul aria-label={t('label')} className="flex max-h-40 gap-2 overflow-auto p-0.5 sm:flex-wrap">
      {chips.map(({ key, name, picture, fileBytes }) => {
        const size = picture === undefined ? t('preparing') : sizeOf(picture.bytes);
        const isSmaller = picture !== undefined && fileBytes !== undefined && fileBytes > picture.bytes;
        const words = isSmaller ? t('bytes', { before: sizeOf(fileBytes), after: size }) : size;
        return (
          <li
            key={key}
            title={`${name}\n${words}`}
            className="flex max-w-full shrink-0 items-center gap-2 rounded-control border border-line bg-bg py-1 pr-0.5 pl-1"
          >
            {picture === undefined ? (
              <span className="size-10 shrink-0 animate-pulse rounded-[4px] bg-hover motion-reduce:animate-none" />
            ) : (
              <img
                src={pictureSrc(picture.id)}
                alt=""
                width={40}
                height={40}
                decoding="async"
                className="size-10 shrink-0 rounded-[4px] bg-hover object-cover"
              />
            )}
            <span className="min-w-0">
              <span className="block max-w-36 truncate text-meta">{name}</span>
              <span className="block text-meta text-faint tabular-nums">{words}</span>
            </span>
            <IconButton compact label={t('remove', { name })} onClick={() => onRemove(key)}>
              <X size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
