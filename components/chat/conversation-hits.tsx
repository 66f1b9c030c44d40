'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { type MouseEvent, useDeferredValue } from 'react';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { chatPath, goToChat } from '#lib/client/chat/go-to.ts';
import { searchQuery } from '#lib/client/chat/list.ts';
import { useChat } from '#lib/client/chat/store.ts';
import type { Hit } from '#lib/contract/conversations.ts';

/** Where the words stand that are looked for. */
export function ConversationHits({ query, onChosen }: { query: string; onChosen: () => void }) {
  const t = useTranslations('chat.conversations');
  const asked = useDeferredValue(query);
  const { data, isError, refetch } = useQuery({ ...searchQuery(asked), placeholderData: keepPreviousData });
  if (isError) return <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void refetch()} />;
  const count = data?.data.length;
  return (
    <>
      <p role="status" className="px-4 pb-1 text-meta text-faint">
        {count === undefined ? t('searching') : t('found', { count, more: data?.more === true ? 'yes' : 'no' })}
      </p>
      <ul aria-label={t('hits')} className="min-h-0 grow overflow-y-auto px-2 pb-2">
        {data?.data.map((hit) => (
          <HitItem key={`${hit.conversationId} ${hit.messageId}`} hit={hit} onChosen={onChosen} />
        ))}
      </ul>
    </>
  );
}

function HitItem({ hit, onChosen }: { hit: Hit; onChosen: () => void }) {
  const untitled = useTranslations('chat')('untitled');
  const format = useFormatter();
  const { conversationId, messageId, title, atMs } = hit;
  const { seek } = useChat.getState();
  const target = `${chatPath(conversationId)}${messageId === null ? '' : `#${messageId}`}`;
  const choose = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goToChat(conversationId);
    if (messageId !== null) seek(messageId);
    onChosen();
  };
  return (
    <li>
      <a href={target} onClick={choose} className="block rounded-control px-2 py-1.5 hover:bg-hover">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 grow truncate text-ui">{title ?? untitled}</span>
          <time dateTime={new Date(atMs).toISOString()} className="shrink-0 text-meta text-faint tabular-nums">
            {format.dateTime(atMs, { month: 'numeric', day: 'numeric' })}
          </time>
        </span>
        {messageId !== null && (
          <span className="line-clamp-2 text-meta break-words text-muted">
            <Marked text={hit.excerpt} marks={hit.marks} />
          </span>
        )}
      </a>
    </li>
  );
}

/** A text with what was found in it marked. */
function Marked({ text, marks }: { text: string; marks: Hit['marks'] }) {
  let from = 0;
  return (
    <>
      {marks.map(([start, end]) => {
        const before = text.slice(from, start);
        from = end;
        return (
          <span key={start}>
            {before}
            <mark className="rounded-[2px] bg-accent-soft text-text">{text.slice(start, end)}</mark>
          </span>
        );
      })}
      {text.slice(from)}
    </>
  );
}
