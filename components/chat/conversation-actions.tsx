'use client';
import { Ellipsis, Pencil, Pin, PinOff, Share2, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Menu } from '#components/ui/menu.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import type { useActs } from '#components/ui/use-acts.ts';
import { chatIdOf, goToChat } from '#lib/client/chat/go-to.ts';
import {
  pinConversation,
  removeConversation,
  renameConversation,
  restoreConversation,
} from '#lib/client/chat/list-acts.ts';
import type { Conversation } from '#lib/contract/conversations.ts';
import { useSharing } from './sharing.ts';

const ShareDialog = dynamic(() => import('./share-dialog.tsx').then((module) => module.ShareDialog), {
  loading: Nothing,
});

interface ConversationActionsProps {
  conversation: Conversation;
  /** As it is shown. */
  title: string;
  onRename: () => void;
  acts: ReturnType<typeof useActs>;
}

/** What may be done with a conversation of the list. */
export function ConversationActions({ conversation, title, onRename, acts }: ConversationActionsProps) {
  const t = useTranslations('chat.conversations');
  const sharing = useSharing();
  const [dialog, setDialog] = useState(false);
  const { id, pinned } = conversation;
  const remove = () => {
    acts.act({
      run: () => removeConversation(id),
      done: { message: t('removed', { title }), undo: () => restoreConversation(id) },
    });
    if (chatIdOf(window.location.pathname) === id) goToChat();
  };
  const pin = () =>
    acts.act({
      run: () => pinConversation(conversation, !pinned),
      done: { message: t(pinned ? 'unpinned' : 'pinned') },
    });
  return (
    <>
      <Menu
        label={t('actions', { title })}
        icon={<Ellipsis size={14} strokeWidth={1.5} aria-hidden />}
        className="opacity-0 group-focus-within/item:opacity-100 group-hover/item:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
        items={[
          { id: 'rename', label: t('rename'), icon: Pencil, run: onRename },
          { id: 'pin', label: t(pinned ? 'unpin' : 'pin'), icon: pinned ? PinOff : Pin, run: pin },
          ...(sharing ? [{ id: 'share', label: t('share'), icon: Share2, run: () => setDialog(true) }] : []),
          { id: 'remove', label: t('remove'), icon: Trash2, run: remove, danger: true },
        ]}
      />
      {dialog && <ShareDialog id={id} title={title} onClose={() => setDialog(false)} />}
    </>
  );
}

const MAX_TITLE_CHARACTERS = 80;

/** The person pressed "rename" to write here; as after Tab, what is typed takes the place of what stands there. */
const selectAll = (element: HTMLInputElement | null) => element?.select();

interface RenameProps {
  conversation: Conversation;
  /** As it is shown. */
  title: string;
  acts: ReturnType<typeof useActs>;
  onClose: () => void;
}

/** Another name for a conversation, in its place. */
export function ConversationRename({ conversation, title, acts, onClose }: RenameProps) {
  const t = useTranslations('chat.conversations');
  const cancelled = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    cancelled.current = true;
    onClose();
  };
  const rename = (written: string) => {
    onClose();
    const name = written.trim() === '' ? null : written.trim();
    if (name === title) return;
    acts.act({
      run: () => renameConversation(conversation, name),
      done: { message: t('renamed'), undo: () => renameConversation(conversation, conversation.title) },
    });
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
          if (!cancelled.current) rename(event.currentTarget.value);
        }}
        className="h-7 w-full rounded-control border border-accent bg-panel px-1.5 text-ui outline-none pointer-coarse:h-10"
      />
    </li>
  );
}
