'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type MouseEvent, useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import type { useActs } from '#components/ui/use-acts.ts';
import { chatPath, goToChat } from '#lib/client/chat/go-to.ts';
import type { ListedConversation } from '#lib/contract/conversations.ts';
import { classNames } from '#lib/std/class-names.ts';

// What a line can do comes when somebody is at one.
const ConversationActions = dynamic(
  () => import('./conversation-actions.tsx').then((module) => module.ConversationActions),
  { loading: Nothing },
);
const ConversationRename = dynamic(
  () => import('./conversation-actions.tsx').then((module) => module.ConversationRename),
  {
    loading: Nothing,
  },
);

interface ConversationItemProps {
  conversation: ListedConversation;
  current: boolean;
  onChosen: () => void;
  /** Somebody is at this line. */
  onReach: () => void;
  acts: ReturnType<typeof useActs>;
}

/** One line of the list: a link that leads there, and what may be done with it. */
export function ConversationItem({ conversation, current, onChosen, onReach, acts }: ConversationItemProps) {
  const t = useTranslations('chat.conversations');
  const untitled = useTranslations('chat')('untitled');
  const [renaming, setRenaming] = useState(false);
  const [reached, setReached] = useState(false);
  const title = conversation.title ?? untitled;
  const reach = () => {
    setReached(true);
    onReach();
  };

  useEffect(() => {
    // Nobody points at a line before pressing it under a finger.
    if (!matchMedia('(pointer: coarse)').matches) return;
    setReached(true);
    onReach();
  }, [onReach]);

  const choose = (event: MouseEvent) => {
    // A new tab or window is the browser's own business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goToChat(conversation.id);
    onChosen();
  };

  if (renaming) return <ConversationRename {...{ conversation, title, acts }} onClose={() => setRenaming(false)} />;
  return (
    <li
      onPointerEnter={reach}
      onFocus={reach}
      className={classNames(
        'group/item flex h-8 items-center rounded-control pr-0.5 hover:bg-hover pointer-coarse:h-11',
        current && 'bg-hover',
      )}
    >
      <a
        href={chatPath(conversation.id)}
        onClick={choose}
        aria-current={current ? 'page' : undefined}
        title={title}
        className={classNames('min-w-0 grow truncate rounded-control px-2 py-1.5 text-ui', !current && 'text-muted')}
      >
        {title}
        {conversation.answering && <span className="sr-only">{t('answering')}</span>}
      </a>
      {conversation.answering && (
        <span aria-hidden className="mx-1.5 size-1.5 shrink-0 animate-pulse rounded-full bg-accent" />
      )}
      {reached && (
        <ConversationActions conversation={conversation} title={title} onRename={() => setRenaming(true)} acts={acts} />
      )}
    </li>
  );
}
