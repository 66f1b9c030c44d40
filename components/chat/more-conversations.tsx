'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import type { useActs } from '#components/ui/use-acts.ts';
import { conversationsQuery } from '#lib/client/chat/list.ts';
import type { ListGroup } from '#lib/domain/chat/list-groups.ts';
import { ConversationGroups, groupOfLast } from './conversation-groups.tsx';

interface MoreConversationsProps {
  /** Where the page before ended. */
  cursor: string;
  after: ListGroup | undefined;
  openId: string;
  onChosen: () => void;
  /** Somebody is at a line. */
  onReach: () => void;
  acts: ReturnType<typeof useActs>;
}

/** The next page of the list, and all after it: each is fetched when its place comes into view. */
export function MoreConversations({ cursor, after, ...rest }: MoreConversationsProps) {
  const t = useTranslations('chat.conversations');
  const place = useRef<HTMLLIElement>(null);
  const [reached, setReached] = useState(false);
  const { data, isError, refetch } = useQuery({
    ...conversationsQuery(cursor),
    enabled: reached,
    // Where the page before ends changes with what is said: what stands here stays until the other is there.
    placeholderData: keepPreviousData,
  });

  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) setReached(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);

  if (isError && data === undefined) {
    return (
      <li>
        <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void refetch()} />
      </li>
    );
  }
  if (data === undefined) {
    return (
      <li ref={place} className="px-2 py-2 text-meta text-faint">
        {t('more')}
      </li>
    );
  }
  // Those that are pinned stand on the first page.
  const conversations = data.data.filter(({ pinned }) => !pinned);
  return (
    <>
      <ConversationGroups conversations={conversations} after={after} {...rest} />
      {data.nextCursor !== null && (
        <MoreConversations cursor={data.nextCursor} after={groupOfLast(conversations) ?? after} {...rest} />
      )}
    </>
  );
}
