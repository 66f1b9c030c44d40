'use client';
import { Ellipsis, Pencil, Pin, PinOff, Share2, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Menu } from '#components/ui/menu.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import type { useActs } from '#components/ui/use-acts.ts';
import { chatIdOf, goToChat } from '#lib/client/chat/go-to.ts';
import { pinConversation, removeConversation, restoreConversation } from '#lib/client/chat/list.ts';
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
