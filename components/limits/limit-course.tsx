'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#components/ui/button.tsx';
import { Choice } from '#components/ui/choice.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import { limitMinutesQuery } from '#lib/client/limits.ts';
import { type LimitGauge, MINUTE_RANGES } from '#lib/contract/limit-watch.ts';
import { type LimitsView, logQueryOfSubject } from '#lib/domain/limits/limits-view.ts';
import type { LimitsRights } from './limits-page.tsx';
import { MINUTE_MS, useCourseData } from './use-course-data.ts';
import type { LimitWords } from './use-limit-words.ts';

const StackedBars = dynamic(
  () => import('#components/ui/charts/stacked-bars.tsx').then((module) => module.StackedBars),
  { loading: Nothing },
);
const TimeChart = dynamic(() => import('#components/ui/charts/time-chart.tsx').then((module) => module.TimeChart), {
  loading: Nothing,
});

interface LimitCourseProps {
  /** All of one subject’s. */
  gauges: readonly LimitGauge[];
  words: LimitWords;
  view: LimitsView;
  rights: LimitsRights;
  timeZone: string;
  onChange: ChangeView<LimitsView>;
}

/** How one limit was used over time, and what found no room, on the limit’s own axis. */
export function LimitCourse({ gauges, words, view, rights, timeZone, onChange }: LimitCourseProps) {
  const t = useTranslations('limits.course');
  const gauge = gauges.find(({ kind }) => kind === view.kind) ?? gauges[0];
  if (gauge === undefined) return null;
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-end gap-3">
        {gauges.length > 1 && (
          <Choice
            legend={t('kind')}
            options={gauges.map((one) => ({ id: one.kind, name: words.kind(one) }))}
            value={gauge.kind}
            onChange={(kind) => onChange({ kind })}
          />
        )}
        <Choice
          legend={t('range')}
          options={MINUTE_RANGES.map((id) => ({ id, name: t(`ranges.${id}`) }))}
          value={view.range}
          onChange={(range) => onChange({ range })}
        />
        {rights.administers && (
          <ButtonLink className="ml-auto" href={settingsOf(gauge)}>
            {t(gauge.scope === 'key' ? 'changeKey' : 'changePlan')}
          </ButtonLink>
        )}
      </div>
      <CourseChart {...{ gauge, words, timeZone }} range={view.range} />
    </div>
  );
}

/** Where a limit is set. */
const settingsOf = ({ scope, key, plan }: LimitGauge): string =>
  scope === 'key'
    ? `/keys?${new URLSearchParams({ key: key?.id ?? '' })}`
    : `/plans?${new URLSearchParams({ dialog: 'change', plan: plan.id })}`;

interface CourseChartProps {
  gauge: LimitGauge;
  words: LimitWords;
  timeZone: string;
  range: LimitsView['range'];
}

function CourseChart({ gauge, words, timeZone, range }: CourseChartProps) {
  const t = useTranslations('limits.course');
  const router = useRouter();
  const { subject, kind, used, refused } = gauge;
  // Asked again as soon as the gauge has moved.
  const version = `${used} ${Object.values(refused).join(' ')}`;
  const { data, isError, refetch } = useQuery(limitMinutesQuery({ subject, range }, version));
  const minutes = data?.subject === subject ? data : undefined;
  const chartData = useCourseData(minutes, { gauge, words, timeZone });
  if (isError) return <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void refetch()} />;
  if (chartData === undefined) return <div className="h-64" />;
  const chart = {
    data: chartData,
    label: t(`labels.${kind}`, { who: words.who(gauge), range: t(`ranges.${range}`) }),
    empty: t('empty'),
    format: (value: number, where?: 'axis') =>
      where === 'axis' ? words.short(kind, value) : words.amount(kind, value),
    onSelect(startMs: number, id?: string) {
      const ending =
        id === undefined || id === kind ? undefined : id === 'upstream' || id === 'overload' ? 'failed' : 'limited';
      router.push(`/logs?${logQueryOfSubject(subject, { startMs, endMs: startMs + MINUTE_MS, ending })}`);
    },
  };
  // Bars for the sixty minutes of an hour; a line for more, and for what only grows.
  if (kind === 'requests' && range === '1h') return <StackedBars {...chart} summed />;
  return <TimeChart {...chart} filled />;
}
