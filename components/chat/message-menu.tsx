'use client';
import {
  ArrowDown,
  ArrowUp,
  Ellipsis,
  MessageSquare,
  MessageSquareQuote,
  Pencil,
  Settings2,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Menu } from '#components/ui/menu.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import type { MessageRole } from '#lib/contract/conversations.ts';

interface MessageMenuProps {
  id: string;
  onEdit?: (() => void) | undefined;
  onInsert: (role: MessageRole) => void;
}

/** What may be done with a message beside what it is for. */
export function MessageMenu({ id, onEdit, onInsert }: MessageMenuProps) {
  const t = useTranslations('chat.message');
  const index = useChat((state) => state.messages.findIndex((message) => message.id === id));
  const count = useChat((state) => state.messages.length);
  const busy = useChat((state) => state.busy);
  const { move, remove } = useChat.getState();
  /** An answer that could not begin is nowhere but on this page: nothing but taking it away can be done with it. */
  const isKept = useChat(({ versionOf }) => versionOf(id) > 0);
  const isNextKept = useChat(({ messages, versionOf }) => versionOf(messages[index + 1]?.id ?? '') > 0);
  // An answer that is arriving, and what it answers, stay where they are.
  const lastMovable = busy ? count - 2 : count - 1;
  return (
    <Menu
      label={t('more')}
      icon={<Ellipsis size={14} strokeWidth={1.5} aria-hidden />}
      items={[
        ...(onEdit === undefined || !isKept ? [] : [{ id: 'edit', label: t('edit'), icon: Pencil, run: onEdit }]),
        {
          id: 'up',
          label: t('up'),
          icon: ArrowUp,
          disabled: index < 1 || index > lastMovable || !isKept,
          run: () => move(id, 'up'),
        },
        {
          id: 'down',
          label: t('down'),
          icon: ArrowDown,
          disabled: index >= lastMovable || !isNextKept,
          run: () => move(id, 'down'),
        },
        { id: 'user', label: t('insert.user'), icon: MessageSquare, run: () => onInsert('user') },
        { id: 'assistant', label: t('insert.assistant'), icon: MessageSquareQuote, run: () => onInsert('assistant') },
        { id: 'system', label: t('insert.system'), icon: Settings2, run: () => onInsert('system') },
        {
          id: 'remove',
          label: t('remove'),
          icon: Trash2,
          danger: true,
          disabled: busy && index === count - 1,
          run: () => remove(id),
        },
      ]}
    />
  );
}
