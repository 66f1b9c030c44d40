'use client';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { sendsMessage } from '#lib/client/send-key.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { PictureChips } from './picture-chips.tsx';

interface MessageEditorProps {
  label: string;
  initial?: string;
  /** Of the message: they may be taken out of it. */
  pictures?:
    | {
        readonly shown: readonly Picture[];
        readonly changed: boolean;
        readonly onChange: (pictures: readonly Picture[]) => void;
      }
    | undefined;
  /** What keeps the words, and what Ctrl or Command with Enter does. */
  save: { readonly label: string; readonly run: (text: string) => void };
  /** What else may be done with them: it comes first, and is what Enter does. */
  send?: { readonly label: string; readonly run: (text: string) => void } | undefined;
  onClose: () => void;
}

/** The person asked to write here. Once: a function that is new with each painting would take the focus again. */
const takeFocus = (element: HTMLTextAreaElement | null) => element?.focus();

/** Writes a message, or other words for one, where it stands. */
export function MessageEditor({ label, initial = '', pictures, save, send, onClose }: MessageEditorProps) {
  const t = useTranslations('chat.user');
  const [text, setText] = useState(initial);
  const empty = text.trim() === '' && (pictures?.shown ?? []).length === 0;
  const same = text === initial && pictures?.changed !== true;
  const run = (act: typeof save) => {
    if (empty) return;
    onClose();
    act.run(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      onClose();
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      run(save);
    } else if (send !== undefined && sendsMessage(event)) {
      event.preventDefault();
      run(send);
    }
  };
  return (
    <article
      aria-label={label}
      className="w-full rounded-composer border border-line-control p-2 focus-within:border-accent"
    >
      {pictures !== undefined && pictures.shown.length > 0 && (
        <PictureChips
          chips={pictures.shown.map((picture) => ({ key: picture.id, name: picture.name, picture }))}
          onRemove={(key) => pictures.onChange(pictures.shown.filter(({ id }) => id !== key))}
        />
      )}
      <textarea
        ref={takeFocus}
        aria-label={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        enterKeyHint="enter"
        className="block field-sizing-content max-h-[40dvh] min-h-16 w-full resize-none bg-transparent px-1.5 py-1 text-prose outline-none"
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="compact" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          size="compact"
          look={send === undefined ? 'primary' : 'secondary'}
          disabled={empty || (same && send !== undefined)}
          onClick={() => run(save)}
        >
          {save.label}
        </Button>
        {send !== undefined && (
          <Button size="compact" look="primary" disabled={empty} onClick={() => run(send)}>
            {send.label}
          </Button>
        )}
      </div>
    </article>
  );
}
