'use client';
import { ImagePlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { addFiles } from '#lib/client/chat/add-files.ts';

/** Lets a person choose pictures for the message that they are writing. */
export function AddPictures() {
  const t = useTranslations('chat.pictures');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t('add')} onClick={() => input.current?.click()}>
        <ImagePlus size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif"
        onChange={({ target }) => {
          addFiles(target.files ?? []);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}
