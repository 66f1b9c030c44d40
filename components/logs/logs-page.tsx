'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTimeZone, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { callLogQuery } from '#lib/client/logs.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { parseLogView, toLogQuery, WHOLE_LOG } from '#lib/domain/usage/log-view.ts';
import { CallDetail } from './call-detail.tsx';
import { CallsTable } from './calls-table.tsx';
import { LogFilters } from './log-filters.tsx';
import { useLogWords } from './use-log-words.ts';

const ADDRESS = { parse: parseLogView, format: toLogQuery };

interface LogsPageProps {
  /** Of the ledger, ISO 4217. */
  currency: string;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
}

export function LogsPage({ currency, seesOthers }: LogsPageProps) {
  const t = useTranslations('logs');
  const loading = useTranslations('shell')('loading');
  const timeZone = useTimeZone() ?? 'UTC';
  const [view, change] = useAddressView(ADDRESS);
  const [open, setOpen] = useState<LoggedCall>();
  const words = useLogWords(currency);
  const log = useInfiniteQuery(callLogQuery(view));
  const calls = log.data?.pages.flatMap(({ data }) => data);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={seesOthers ? t('intro') : t('introOwn')} note={t('note', { timeZone })}>
          <Button disabled={log.isFetching} onClick={() => void log.refetch()}>
            <RefreshCw size={14} strokeWidth={1.5} aria-hidden />
            {t('refresh')}
          </Button>
        </PageHead>
        <LogFilters view={view} words={words} onChange={change} />
        {log.isError && (
          <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void log.refetch()} />
        )}
        {log.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {calls?.length === 0 && (
          <EmptyList
            title={t('empty.title')}
            body={t('empty.body')}
            filtered={
              toLogQuery(view).size === 0
                ? undefined
                : { title: t('empty.filtered'), clear: t('filters.clear'), onClear: () => change(WHOLE_LOG) }
            }
          />
        )}
        {calls !== undefined && calls.length > 0 && (
          <div aria-busy={log.isPlaceholderData} className="flex flex-col gap-4">
            <CallsTable calls={calls} words={words} onOpen={setOpen} />
            {log.hasNextPage ? (
              <Button
                className="self-center"
                disabled={log.isFetchingNextPage}
                onClick={() => void log.fetchNextPage()}
              >
                {t('older')}
              </Button>
            ) : (
              <p className="text-center text-meta text-faint">{t('oldest')}</p>
            )}
          </div>
        )}
      </div>
      {open !== undefined && <CallDetail call={open} words={words} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
