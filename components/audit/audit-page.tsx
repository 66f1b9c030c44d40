'use client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, RefreshCw } from 'lucide-react';
import { useTimeZone, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { auditExportPath, auditQuery } from '#lib/client/audit.ts';
import { peopleQuery } from '#lib/client/people.ts';
import { plansQuery } from '#lib/client/plans.ts';
import { createDays } from '#lib/domain/audit/days.ts';
import { toAuditFilter } from '#lib/domain/audit/filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { useAuditWords } from './use-audit-words.tsx';
import { useFilter } from './use-filter.ts';

/** @param props `currency`: of the ledger, ISO 4217 */
export function AuditPage({ currency }: { currency: string }) {
  const t = useTranslations('audit');
  const loading = useTranslations('shell')('loading');
  const timeZone = useTimeZone() ?? 'UTC';
  const { filter, isFiltered, set, clear } = useFilter();
  const days = useMemo(() => createDays(timeZone), [timeZone]);
  const asked = toAuditFilter(filter, days);
  const people = useQuery(peopleQuery).data ?? [];
  const { data: plans } = useQuery(plansQuery);
  const log = useInfiniteQuery({
    ...auditQuery(asked),
    // It grows all the time, by whoever opens this page as well.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const [focused, setFocused] = useState<number>();
  const entries = log.data?.pages.flatMap(({ data }) => data);
  const personName = (id: string) => people.find((person) => person.id === id)?.name;
  const planName = (id: string) => plans?.find((plan) => plan.id === id)?.name;
  const words = useAuditWords({ personName, planName, currency });
  const { target } = filter;
  const targetName = entries?.find((entry) => entry.target?.id === target)?.target?.name || personName(target ?? '');

  const showOlder = async () => {
    const { data } = await log.fetchNextPage();
    // The button goes down, or away; reading goes on where the new entries begin.
    setFocused(data?.pages.at(-1)?.data[0]?.id);
  };
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={t('intro')} note={t('zone', { timeZone })}>
          <div className="flex flex-wrap items-center gap-2">
            <ExportLink href={auditExportPath(asked, 'csv')} label={t('exportCsv')} />
            <ExportLink href={auditExportPath(asked, 'json')} label={t('exportJson')} />
            <IconButton label={t('refresh')} onClick={() => void log.refetch()}>
              <RefreshCw size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </div>
        </PageHead>
        <AuditFilters filter={filter} people={people} targetName={targetName ?? target ?? ''} onChange={set} />
        {log.isError && (
          <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void log.refetch()} />
        )}
        {log.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {entries?.length === 0 && (
          <EmptyList
            title={t('empty.title')}
            body={t('empty.body')}
            filtered={isFiltered ? { title: t('nothing.title'), clear: t('nothing.clear'), onClear: clear } : undefined}
          />
        )}
        {entries !== undefined && entries.length > 0 && (
          <div aria-busy={log.isPlaceholderData} className="flex flex-col gap-4">
            <AuditList entries={entries} words={words} focused={focused} onTarget={(id) => set({ target: id })} />
            {log.hasNextPage ? (
              <Button className="self-center" disabled={log.isFetchingNextPage} onClick={() => void showOlder()}>
                {t('older')}
              </Button>
            ) : (
              <p className="text-center text-meta text-faint">{t('oldest')}</p>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

function ExportLink({ href, label }: { href: string; label: string }) {
  return (
    <a
      href={href}
      download
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-panel px-3 text-ui hover:bg-hover pointer-coarse:h-11"
    >
      <Download size={16} strokeWidth={1.5} aria-hidden />
      {label}
    </a>
  );
}
