'use client';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTimeZone, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FilterCheck } from '#components/ui/filters.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { callLogQuery } from '#lib/client/logs.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { parseLogView, toLogAddress, toTailQuery, WHOLE_LOG } from '#lib/domain/usage/log-view.ts';
import { LogFilters } from './log-filters.tsx';
import { LoggedCalls } from './logged-calls.tsx';
import { useLogWords } from './use-log-words.ts';

const CallDetail = dynamic(() => import('./call-detail.tsx').then((module) => module.CallDetail), { loading: Nothing });
const LiveCalls = dynamic(() => import('./live-calls.tsx').then((module) => module.LiveCalls), { loading: Nothing });

const ADDRESS = { parse: parseLogView, format: toLogAddress };

interface LogsPageProps {
  /** Of the ledger, ISO 4217. */
  currency: string;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
}

export function LogsPage({ currency, seesOthers }: LogsPageProps) {
  const t = useTranslations('logs');
  const timeZone = useTimeZone() ?? 'UTC';
  const [view, change] = useAddressView(ADDRESS);
  const [open, setOpen] = useState<LoggedCall>();
  const words = useLogWords(currency);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={seesOthers ? t('intro') : t('introOwn')} note={t('note', { timeZone })}>
          <div className="flex flex-wrap items-center gap-4">
            <FilterCheck
              label={t('live.switch')}
              checked={view.live}
              // What happens now is after no other time.
              onChange={(live) => change(live ? { live, from: undefined, to: undefined } : { live })}
            />
            {!view.live && <Refresh />}
          </div>
        </PageHead>
        <LogFilters view={view} words={words} seesOthers={seesOthers} onChange={change} />
        {view.live ? (
          <LiveCalls key={String(toTailQuery(view))} view={view} words={words} onOpen={setOpen} />
        ) : (
          <LoggedCalls view={view} words={words} onOpen={setOpen} onClear={() => change(WHOLE_LOG)} />
        )}
      </div>
      {open !== undefined && <CallDetail call={open} words={words} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Refresh() {
  const t = useTranslations('logs');
  const client = useQueryClient();
  const { queryKey } = callLogQuery(WHOLE_LOG);
  const about = { queryKey: queryKey.slice(0, 1) };
  return (
    <Button disabled={useIsFetching(about) > 0} onClick={() => void client.invalidateQueries(about)}>
      <RefreshCw size={14} strokeWidth={1.5} aria-hidden />
      {t('refresh')}
    </Button>
  );
}
