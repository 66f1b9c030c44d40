'use client';
import { useTranslations } from 'next-intl';
import type { useActs } from '#components/ui/use-acts.ts';
import type { ListedConversation } from '#lib/contract/conversations.ts';
import { type ListGroup, toListGroups } from '#lib/domain/chat/list-groups.ts';
import { ConversationItem } from './conversation-item.tsx';

interface ConversationGroupsProps {
  conversations: readonly ListedConversation[];
  /** Which one stands open. */
  openId: string;
  /** The group that the page before ended in: its heading stands there already. */
  after?: ListGroup | undefined;
  onChosen: () => void;
  /** Somebody is at a line. */
  onReach: () => void;
  acts: ReturnType<typeof useActs>;
}

/** A page of the list, by when something was said last; items of the list around it. */
export function ConversationGroups({ conversations, openId, after, onChosen, onReach, acts }: ConversationGroupsProps) {
  const t = useTranslations('chat.conversations');
  return toListGroups(conversations, Date.now()).map(({ group, conversations: ofGroup }) => (
    <li
      key={group}
      // One group goes on over two pages: no room between them.
      className={group === after ? '-mt-3' : undefined}
    >
      {group !== after && <h3 className="px-2 pt-1 pb-1 text-meta font-normal text-faint">{t(`groups.${group}`)}</h3>}
      <ul className="flex flex-col">
        {ofGroup.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === openId}
            onChosen={onChosen}
            onReach={onReach}
            acts={acts}
          />
        ))}
      </ul>
    </li>
  ));
}

export const groupOfLast = (conversations: readonly ListedConversation[]): ListGroup | undefined =>
  toListGroups(conversations, Date.now()).at(-1)?.group;
