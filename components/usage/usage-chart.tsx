'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { type ChartData, OTHER } from '#components/ui/charts/chart-data.ts';
import { Nothing } from '#components/ui/nothing.ts';
import type { UsageReport } from '#lib/contract/usage-report.ts';
import { isTiming, useUsageWords } from './use-usage-words.ts';

const StackedBars = dynamic(
  () => import('#components/ui/charts/stacked-bars.tsx').then((module) => module.StackedBars),
  { loading: Nothing },
);
const TimeChart = dynamic(() => import('#components/ui/charts/time-chart.tsx').then((module) => module.TimeChart), {
  loading: Nothing,
});

interface UsageChartProps {
  report: UsageReport;
  /** Looks closer at one step and, where one was meant, one group. */
  onZoom: (step: { startMs: number; endMs: number }, group: string | undefined) => void;
}

/** The chosen metric over time: a part of a bar for each group, or three percentiles as lines. */
export function UsageChart({ report, onZoom }: UsageChartProps) {
  const t = useTranslations('usage');
  const words = useUsageWords(report);
  const { metric, starts, period, groups, range } = report;
  const data = useChartData(report);
  const onSelect = (startMs: number, id?: string) => {
    const next = starts[starts.indexOf(startMs) + 1];
    const isGroup = !isTiming(metric) && groups.some((group) => group.id === id);
    onZoom({ startMs, endMs: next ?? Date.parse(period.endsAt) }, isGroup ? id : undefined);
  };
  const chart = {
    data,
    label: t('chart.label', {
      metric: isTiming(metric) ? t(`chart.${metric}`) : t(`metrics.${metric}`),
      range: range === 'custom' ? words.stretch(period) : t(`range.${range}`),
    }),
    empty: t('chart.empty'),
    onSelect,
  };
  if (isTiming(metric)) {
    return (
      <>
        <TimeChart {...chart} format={words.ms} />
        <p className="mt-2 text-meta text-faint">{t('chart.error', { share: words.share(report.percentileError) })}</p>
      </>
    );
  }
  return (
    <StackedBars
      {...chart}
      summed
      format={(value, where) => (where === 'axis' ? words.short(metric, value) : words.sum(metric, value))}
    />
  );
}

function useChartData(report: UsageReport): ChartData {
  const t = useTranslations('usage');
  const words = useUsageWords(report);
  return useMemo(() => {
    const { metric, starts, period, timeZone, series, groups } = report;
    const nameOf = (id: string) => words.group(id, groups.find((group) => group.id === id)?.name ?? null);
    return {
      starts,
      endMs: Date.parse(period.endsAt),
      timeZone,
      series: series.map(({ id, values }) => {
        if (id === null)
          return { id: OTHER, label: t('groups.other', { count: groups.length - series.length + 1 }), values };
        return { id, label: isTiming(metric) ? id : nameOf(id), values };
      }),
    };
    // The words follow from the report.
  }, [report, t, words]);
}
