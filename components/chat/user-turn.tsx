'use client';
import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { sendsMessage } from '#lib/client/send-key.ts';
import type { UserMessage } from '#lib/domain/chat/message.ts';
import { useModels } from './use-models.ts';

export function UserTurn({ message }: { message: UserMessage }) {
  const t = useTranslations('chat.user');
  const busy = useChat((state) => state.busy);
  const [editing, setEditing] = useState(false);
  if (editing) return <Editor message={message} onClose={() => setEditing(false)} />;
  return (
    <article aria-label={t('label')} className="group flex flex-col items-end">
      <div className="max-w-[85%] rounded-composer rounded-br-[4px] bg-hover px-3.5 py-2 text-prose break-words whitespace-pre-wrap">
        {message.text}
      </div>
      <div className="flex opacity-0 transition-opacity duration-120 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={message.text} label={t('copy')} />
        <IconButton compact label={t('edit')} disabled={busy} onClick={() => setEditing(true)}>
          <Pencil size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
    </article>
  );
}

function Editor({ message, onClose }: { message: UserMessage; onClose: () => void }) {
  const t = useTranslations('chat.user');
  const { modelId } = useModels();
  const [text, setText] = useState(message.text);
  const save = () => {
    if (text.trim() === '') return;
    onClose();
    void useChat.getState().resend(message.id, text, modelId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else if (sendsMessage(event)) {
      event.preventDefault();
      save();
    }
  };
  return (
    <article
      aria-label={t('editing')}
      className="rounded-composer border border-line-control p-2 focus-within:border-accent"
    >
      <textarea
        // The person pressed "edit" to write here.
        ref={(element) => element?.focus()}
        aria-label={t('editing')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        enterKeyHint="enter"
        className="block field-sizing-content max-h-[40dvh] min-h-16 w-full resize-none bg-transparent px-1.5 py-1 text-prose outline-none"
      />
      <div className="flex justify-end gap-2">
        <Button size="compact" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button size="compact" look="primary" disabled={text.trim() === ''} onClick={save}>
          {t('save')}
        </Button>
      </div>
    </article>
  );
}
