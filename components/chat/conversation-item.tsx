'use client';
import { Ellipsis, Pencil, Pin, PinOff, Share2, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { Menu } from '#components/ui/menu.tsx';
import type { useActs } from '#components/ui/use-acts.ts';
import { chatIdOf, chatPath, goToChat } from '#lib/client/chat/go-to.ts';
import { pinConversation, removeConversation, renameConversation, restoreConversation } from '#lib/client/chat/list.ts';
import type { Conversation } from '#lib/contract/conversations.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useSharing } from './sharing.ts';

const ShareDialog = dynamic(() => import('./share-dialog.tsx').then((module) => module.ShareDialog));

interface ConversationItemProps {
  conversation: Conversation;
  current: boolean;
  onChosen: () => void;
  acts: ReturnType<typeof useActs>;
}

/** One line of the list: a link that leads there, and what may be done with it. */
export function ConversationItem({ conversation, current, onChosen, acts }: ConversationItemProps) {
  const t = useTranslations('chat.conversations');
  const untitled = useTranslations('chat')('untitled');
  const sharing = useSharing();
  const [renaming, setRenaming] = useState(false);
  const [dialog, setDialog] = useState(false);
  const { id, pinned } = conversation;
  const title = conversation.title ?? untitled;

  const choose = (event: MouseEvent) => {
    // A new tab or window is the browser's own business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goToChat(id);
    onChosen();
  };
  const remove = () => {
    acts.act({
      run: () => removeConversation(id),
      done: { message: t('removed', { title }), undo: () => restoreConversation(id) },
    });
    if (chatIdOf(window.location.pathname) === id) goToChat();
  };
  const rename = (name: string) => {
    setRenaming(false);
    const wish = name.trim() === '' ? null : name.trim();
    if (wish === title) return;
    acts.act({
      run: () => renameConversation(conversation, wish),
      done: { message: t('renamed'), undo: () => renameConversation(conversation, conversation.title) },
    });
  };
  const pin = () =>
    acts.act({
      run: () => pinConversation(conversation, !pinned),
      done: { message: t(pinned ? 'unpinned' : 'pinned') },
    });

  if (renaming) return <Rename title={title} onName={rename} onCancel={() => setRenaming(false)} />;
  return (
    <li
      className={classNames(
        'group/item flex h-8 items-center rounded-control pr-0.5 hover:bg-hover pointer-coarse:h-11',
        current && 'bg-hover',
      )}
    >
      <a
        href={chatPath(id)}
        onClick={choose}
        aria-current={current ? 'page' : undefined}
        title={title}
        className={classNames('min-w-0 grow truncate rounded-control px-2 py-1.5 text-ui', !current && 'text-muted')}
      >
        {title}
      </a>
      <Menu
        label={t('actions', { title })}
        icon={<Ellipsis size={14} strokeWidth={1.5} aria-hidden />}
        className="opacity-0 group-focus-within/item:opacity-100 group-hover/item:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
        items={[
          { id: 'rename', label: t('rename'), icon: Pencil, run: () => setRenaming(true) },
          { id: 'pin', label: t(pinned ? 'unpin' : 'pin'), icon: pinned ? PinOff : Pin, run: pin },
          ...(sharing ? [{ id: 'share', label: t('share'), icon: Share2, run: () => setDialog(true) }] : []),
          { id: 'remove', label: t('remove'), icon: Trash2, run: remove, danger: true },
        ]}
      />
      {dialog && <ShareDialog id={id} title={title} onClose={() => setDialog(false)} />}
    </li>
  );
}

const MAX_TITLE_CHARACTERS = 80;

interface RenameProps {
  title: string;
  onName: (name: string) => void;
  onCancel: () => void;
}

function Rename({ title, onName, onCancel }: RenameProps) {
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
        // The person pressed "rename" to write here; as after Tab, what is typed takes the place of what stands there.
        ref={(element) => element?.select()}
        aria-label={t('name')}
        defaultValue={title}
        maxLength={MAX_TITLE_CHARACTERS}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!cancelled.current) onName(event.currentTarget.value);
        }}
        className="h-7 w-full rounded-control border border-accent bg-panel px-1.5 text-ui outline-none pointer-coarse:h-10 pointer-coarse:text-[16px]"
      />
    </li>
  );
}
