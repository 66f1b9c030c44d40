'use client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { DoneBar } from '#components/ui/done-bar.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { useActs } from '#components/ui/use-acts.ts';
import { conversationsQuery, LIST_KEY, type ListPage } from '#lib/client/chat/list.ts';
import { newsChannel } from '#lib/client/chat/news.ts';
import { toListGroups } from '#lib/domain/chat/list-groups.ts';
import { ConversationItem } from './conversation-item.tsx';
import { ConversationSearch } from './conversation-search.tsx';

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
          <Groups first={first} openId={openId} onChosen={onChosen} acts={acts} />
        </nav>
      )}
      <div className="px-2">
        <DoneBar
          done={acts.done}
          onUndo={(undo, message) => acts.act({ run: undo, done: { message } })}
          onDismiss={acts.dismiss}
        />
      </div>
    </div>
  );
}

type Acts = ReturnType<typeof useActs>;

function Groups({ first, openId, onChosen, acts }: ConversationListProps & { acts: Acts }) {
  const t = useTranslations('chat.conversations');
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isError, refetch } = useInfiniteQuery({
    ...conversationsQuery,
    initialData: { pages: [first], pageParams: [null] },
  });
  const conversations = data.pages.flatMap((page) => page.data);
  const end = useRef<HTMLLIElement>(null);

  useEffect(() => {
    if (end.current === null || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) void fetchNextPage();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (isError) {
    return <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void refetch()} />;
  }
  if (conversations.length === 0) return <p className="px-2 py-3 text-meta text-faint">{t('none')}</p>;
  // Of pinned ones that come again with later pages, the first place counts.
  const groups = toListGroups([...new Map(conversations.map((one) => [one.id, one])).values()], Date.now());
  return (
    <ul className="flex flex-col gap-3">
      {groups.map(({ group, conversations: ofGroup }) => (
        <li key={group}>
          <h3 className="px-2 pt-1 pb-1 text-meta font-normal text-faint">{t(`groups.${group}`)}</h3>
          <ul className="flex flex-col">
            {ofGroup.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                current={conversation.id === openId}
                onChosen={onChosen}
                acts={acts}
              />
            ))}
          </ul>
        </li>
      ))}
      {hasNextPage && (
        <li ref={end} className="px-2 py-2 text-meta text-faint">
          {t('more')}
        </li>
      )}
    </ul>
  );
}
