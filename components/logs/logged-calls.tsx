'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { callLogQuery } from '#lib/client/logs.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { type LogView, toLogQuery } from '#lib/domain/usage/log-view.ts';
import { CallsTable } from './calls-table.tsx';
import type { LogWords } from './use-log-words.ts';

interface LoggedCallsProps {
  view: LogView;
  words: LogWords;
  onOpen: (call: LoggedCall) => void;
  onClear: () => void;
}

/** Calls, page by page from the newest on. */
export function LoggedCalls({ view, words, onOpen, onClear }: LoggedCallsProps) {
  const t = useTranslations('logs');
  const loading = useTranslations('shell')('loading');
  const log = useInfiniteQuery(callLogQuery(view));
  const calls = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const lookedTo = log.data?.pages.at(-1)?.lookedTo ?? null;
  const further = (name: string): ReactNode => (
    <Button className="self-center" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
      {name}
    </Button>
  );
  return (
    <div aria-busy={log.isPlaceholderData} className="flex flex-col gap-4">
      {log.isError && (
        <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void log.refetch()} />
      )}
      {log.isPending && (
        <p role="status" className="text-ui text-muted">
          {loading}
        </p>
      )}
      {calls.length > 0 && <CallsTable calls={calls} words={words} onOpen={onOpen} />}
      {log.isSuccess && calls.length === 0 && lookedTo === null && (
        <EmptyList
          title={t('empty.title')}
          body={t('empty.body')}
          filtered={
            toLogQuery(view).size === 0 ? undefined : { title: t('empty.filtered'), clear: t('filters.clear'), onClear }
          }
        />
      )}
      {lookedTo !== null && log.hasNextPage && (
        <>
          <p role="status" className="text-center text-ui text-muted">
            {t('lookedTo', { time: words.time(lookedTo), count: calls.length })}
          </p>
          {further(t('lookFurther'))}
        </>
      )}
      {lookedTo === null && log.hasNextPage && further(t('older'))}
      {calls.length > 0 && !log.hasNextPage && <p className="text-center text-meta text-faint">{t('oldest')}</p>}
    </div>
  );
}
