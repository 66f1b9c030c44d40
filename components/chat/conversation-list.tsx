'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { useActs } from '#components/ui/use-acts.ts';
import { conversationsQuery, LIST_KEY, type ListPage } from '#lib/client/chat/list.ts';
import { newsChannel } from '#lib/client/chat/news.ts';
import { ConversationGroups, groupOfLast } from './conversation-groups.tsx';
import { ConversationSearch } from './conversation-search.tsx';

const DoneBar = dynamic(() => import('#components/ui/done-bar.tsx').then((module) => module.DoneBar), {
  loading: Nothing,
});
// Most people's list is one page.
const MoreConversations = dynamic(() => import('./more-conversations.tsx').then((module) => module.MoreConversations), {
  loading: Nothing,
});

interface ConversationListProps {
  /** The first page, as it was when this page was made. */
  first: ListPage;
  /** Which one stands open. */
  openId: string;
  /** Called when one was chosen: a sheet closes then. */
  onChosen: () => void;
}

/** All conversations: found by their words, else by when something was said last. */
export function ConversationList({ first, openId, onChosen }: ConversationListProps) {
  const t = useTranslations('chat.conversations');
  const [query, setQuery] = useState('');
  /** Somebody is at a line, where something may be done. */
  const [reached, setReached] = useState(false);
  const reach = useCallback(() => setReached(true), []);
  const client = useQueryClient();
  const acts = useActs(() => client.invalidateQueries({ queryKey: LIST_KEY }));

  useEffect(
    // What is said moves a conversation to the top, in whichever tab.
    () => newsChannel().listen(() => void client.invalidateQueries({ queryKey: LIST_KEY })),
    [client],
  );

  return (
    <div className="flex min-h-0 grow flex-col">
      <ConversationSearch query={query} onQuery={setQuery} onChosen={onChosen} />
      {query.trim() === '' && (
        <nav aria-label={t('label')} className="min-h-0 grow overflow-y-auto px-2 pb-2">
          <FirstPage first={first} openId={openId} onChosen={onChosen} onReach={reach} acts={acts} />
        </nav>
      )}
      {reached && (
        <div className="px-2">
          <DoneBar
            done={acts.done}
            onUndo={(undo, message) => acts.act({ run: undo, done: { message } })}
            onDismiss={acts.dismiss}
          />
        </div>
      )}
    </div>
  );
}

type Acts = ReturnType<typeof useActs>;

function FirstPage({ first, ...rest }: ConversationListProps & { acts: Acts; onReach: () => void }) {
  const t = useTranslations('chat.conversations');
  // It came with the page, and stays where asking for it anew fails.
  const { data } = useQuery({ ...conversationsQuery(null), initialData: first });
  if (data.data.length === 0) return <p className="px-2 py-3 text-meta text-faint">{t('none')}</p>;
  return (
    <ul className="flex flex-col gap-3">
      <ConversationGroups conversations={data.data} {...rest} />
      {data.nextCursor !== null && (
        <MoreConversations cursor={data.nextCursor} after={groupOfLast(data.data)} {...rest} />
      )}
    </ul>
  );
}
