'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { METRICS, type Metric, type UsageReport } from '#lib/contract/usage-report.ts';
import { changeOf } from '#lib/domain/usage/view.ts';
import { classNames } from '#lib/std/class-names.ts';
import { isTiming, type UsageWords, useUsageWords } from './use-usage-words.ts';

interface MetricCardsProps {
  report: UsageReport;
  chosen: Metric;
  onChoose: (metric: Metric) => void;
}

/** Metrics of which more is worse. */
const BAD: ReadonlySet<Metric> = new Set(['failed', 'limited', 'firstByte', 'duration']);

/** The headline figures; the chosen one is what the chart shows. */
export function MetricCards({ report, chosen, onChoose }: MetricCardsProps) {
  const t = useTranslations('usage');
  const words = useUsageWords(report);
  const group = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{t('metrics.label')}</legend>
      <div className="flex flex-wrap gap-2">
        {METRICS.map((metric) => (
          <label
            key={metric}
            className="flex min-w-0 grow basis-[44%] flex-col gap-0.5 rounded-card sm:basis-[30%] lg:basis-[18%] border border-line bg-panel px-3 py-2.5 hover:border-line-control has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <span className="flex items-baseline gap-2 text-meta text-muted">
              <input
                type="radio"
                name={group}
                checked={chosen === metric}
                onChange={() => onChoose(metric)}
                className="sr-only"
              />
              <span className="min-w-0 truncate" title={helpOf(metric, t)}>
                {t(`metrics.${metric}`)}
              </span>
            </span>
            <Figure metric={metric} report={report} words={words} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function helpOf(metric: Metric, t: ReturnType<typeof useTranslations<'usage'>>): string | undefined {
  return metric === 'failed' || metric === 'limited' || metric === 'refused' ? t(`metrics.help.${metric}`) : undefined;
}

function Figure({ metric, report, words }: { metric: Metric; report: UsageReport; words: UsageWords }) {
  const t = useTranslations('usage.metrics');
  const { totals, previousTotals, timings, previousTimings } = report;
  if (isTiming(metric)) {
    const [now, before] = [timings[metric], previousTimings[metric]];
    return (
      <>
        <span className="text-title tabular-nums">{now === null ? '—' : words.ms(now.p95)}</span>
        {now === null ? (
          <span className="text-meta text-faint">{t('noTiming')}</span>
        ) : (
          <Change metric={metric} now={now.p95} before={before?.p95 ?? 0} words={words} />
        )}
      </>
    );
  }
  const share = isShare(metric) && totals.requests > 0 ? totals[metric] / totals.requests : undefined;
  return (
    <>
      <span className="flex flex-wrap items-baseline gap-x-2 text-title tabular-nums">
        {words.sum(metric, totals[metric])}
        {share !== undefined && share > 0 && (
          <span className="text-meta text-muted">{t('share', { share: words.share(share) })}</span>
        )}
      </span>
      <Change metric={metric} now={totals[metric]} before={previousTotals[metric]} words={words} />
      {metric === 'costMicros' && totals.unpriced > 0 && (
        <span className="text-meta text-warning">{t('unpriced', { count: totals.unpriced })}</span>
      )}
    </>
  );
}

const isShare = (metric: Metric) => metric === 'failed' || metric === 'limited' || metric === 'refused';

interface ChangeProps {
  metric: Metric;
  now: number;
  before: number;
  words: UsageWords;
}

/** From here on a share says less than how many times as much it is. */
const MANY = 9;

function Change({ metric, now, before, words }: ChangeProps) {
  const t = useTranslations('usage.change');
  const change = changeOf(now, before);
  if (change === undefined) return <span className="text-meta text-faint">{now === 0 ? t('same') : t('new')}</span>;
  const said = Math.abs(change) < 0.0005 ? 'same' : change > 0 ? 'up' : 'down';
  const isWorse = BAD.has(metric) && said === 'up';
  return (
    <span className={classNames('text-meta tabular-nums', isWorse ? 'text-danger' : 'text-muted')}>
      {said === 'same'
        ? t('same')
        : change >= MANY
          ? t('times', { times: Math.round(change + 1) })
          : t(said, { share: words.share(Math.abs(change)) })}
    </span>
  );
}
