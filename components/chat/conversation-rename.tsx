'use client';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef } from 'react';

const MAX_TITLE_CHARACTERS = 80;

interface RenameProps {
  title: string;
  onName: (name: string) => void;
  onCancel: () => void;
}

/**
 * The person pressed "rename" to write here; as after Tab, what is typed takes the place of what stands there. Once: a
 * function that is new with each painting would select again what has been typed.
 */
const selectAll = (element: HTMLInputElement | null) => element?.select();

/** Another name for a conversation, in its place. */
export function ConversationRename({ title, onName, onCancel }: RenameProps) {
  const t = useTranslations('chat.conversations');
  const cancelled = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    cancelled.current = true;
    onCancel();
  };
  return (
    <li className="p-0.5">
      <input
        ref={selectAll}
        aria-label={t('name')}
        defaultValue={title}
        maxLength={MAX_TITLE_CHARACTERS}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!cancelled.current) onName(event.currentTarget.value);
        }}
        className="h-7 w-full rounded-control border border-accent bg-panel px-1.5 text-ui outline-none pointer-coarse:h-10"
      />
    </li>
  );
}
