'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, FileJson, FileSpreadsheet, RefreshCw, Rows3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { type ChangeView, useAddressView } from '#components/ui/use-address-view.ts';
import { exportPath, usageReportQuery } from '#lib/client/usage.ts';
import type { UsageReport } from '#lib/contract/usage-report.ts';
import { logQueryOf, parseView, toQuery, type UsageView, zoomedTo } from '#lib/domain/usage/view.ts';
import { EmptyUsage } from './empty-usage.tsx';
import { FilterChips } from './filter-chips.tsx';
import { GroupsTable } from './groups-table.tsx';
import { LedgerCheck } from './ledger-check.tsx';
import { MetricCards } from './metric-cards.tsx';
import { UsageChart } from './usage-chart.tsx';
import { UsageControls } from './usage-controls.tsx';
import { useSample } from './use-sample.ts';
import { useUsageWords } from './use-usage-words.ts';

const ADDRESS = { parse: parseView, format: toQuery };

interface UsagePageProps {
  /** Of the days that limits count by. */
  gatewayZone: string;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
  /** Whoever looks may call models. */
  mayCall: boolean;
}

export function UsagePage({ gatewayZone, seesOthers, mayCall }: UsagePageProps) {
  const t = useTranslations('usage');
  const loading = useTranslations('shell')('loading');
  const [view, change] = useAddressView(ADDRESS);
  const { data: report, isError, isPending, isFetching, refetch } = useQuery(usageReportQuery(view));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={seesOthers ? t('intro') : t('introOwn')}>
          <div className="flex gap-2">
            <ExportMenu view={view} />
            <Button disabled={isFetching} onClick={() => void refetch()}>
              <RefreshCw size={14} strokeWidth={1.5} aria-hidden />
              {t('load.refresh')}
            </Button>
          </div>
        </PageHead>
        <UsageControls
          view={view}
          report={report}
          gatewayZone={gatewayZone}
          seesOthers={seesOthers}
          onChange={(wish) => change(wish)}
        />
        {isError && <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void refetch()} />}
        {isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {report !== undefined && <Report report={report} view={view} mayCall={mayCall} onChange={change} />}
      </div>
    </div>
  );
}

function ExportMenu({ view }: { view: UsageView }) {
  const t = useTranslations('usage.export');
  const save = (format: 'csv' | 'json') => window.location.assign(exportPath(view, format));
  return (
    <Menu
      label={t('label')}
      icon={<Download size={16} strokeWidth={1.5} aria-hidden />}
      className="size-8 border border-line"
      items={[
        { id: 'csv', label: t('csv'), icon: FileSpreadsheet, run: () => save('csv') },
        { id: 'json', label: t('json'), icon: FileJson, run: () => save('json') },
      ]}
    />
  );
}

interface ReportProps {
  report: UsageReport;
  view: UsageView;
  mayCall: boolean;
  onChange: ChangeView<UsageView>;
}

function Report({ report, view, mayCall, onChange }: ReportProps) {
  const t = useTranslations('usage');
  const sample = useSample();
  const words = useUsageWords(report);
  const isFiltered = Object.values(view.filter).some((value) => value !== undefined);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-muted tabular-nums">
        <span>{words.stretch(report.period)}</span>
        <span>{t('zone.note', { zone: report.timeZone })}</span>
        {report.sandbox && view.sandbox === undefined && (
          <span className="flex items-center gap-1.5">
            <SandboxMark />
            {t('sandbox.only')}
          </span>
        )}
      </p>
      {sample.secondsLeft > 0 && (
        <p role="timer" className="text-meta text-muted tabular-nums">
          {t('empty.sampling', { seconds: sample.secondsLeft })}
        </p>
      )}
      <FilterChips report={report} filter={view.filter} onChange={(filter) => onChange({ filter })} />
      <MetricCards report={report} chosen={view.metric} onChoose={(metric) => onChange({ metric })} />
      {report.totals.requests === 0 ? (
        <EmptyUsage
          sample={report.canSample && mayCall ? sample : undefined}
          onReset={isFiltered ? () => onChange({ filter: {} }) : undefined}
        />
      ) : (
        <>
          <UsageChart report={report} onZoom={(step, group) => onChange(zoomedTo(view, step, group), { push: true })} />
          <GroupsTable
            report={report}
            onOnly={(id) => onChange({ filter: { ...view.filter, [view.by]: id } }, { push: true })}
          />
          <ButtonLink size="compact" className="self-start" href={`/logs?${logQueryOf(view, report)}`}>
            <Rows3 size={14} strokeWidth={1.5} aria-hidden />
            {t('calls')}
          </ButtonLink>
          <LedgerCheck
            key={`${report.period.startsAt} ${report.period.endsAt} ${report.totals.requests}`}
            view={view}
          />
        </>
      )}
    </>
  );
}
