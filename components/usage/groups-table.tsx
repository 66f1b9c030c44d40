'use client';
import { Check, ChevronDown, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { ReportSums, Timings, UsageReport } from '#lib/contract/usage-report.ts';
import { addsUp } from '#lib/domain/usage/report.ts';
import { classNames } from '#lib/std/class-names.ts';
import { isTiming, type UsageWords, useUsageWords } from './use-usage-words.ts';

interface GroupsTableProps {
  report: UsageReport;
  /** Shows only the calls of one group. */
  onOnly: (id: string) => void;
}

const SUMS = ['requests', 'promptTokens', 'completionTokens', 'costMicros', 'failed', 'limited', 'refused'] as const;
/** More of them only when they are asked for; what they come to is in the total in any case. */
const AT_FIRST = 10;

const CELL = 'px-2 py-2 text-right font-normal whitespace-nowrap tabular-nums';

/** Each group in a line, and what they come to together. */
export function GroupsTable({ report, onOnly }: GroupsTableProps) {
  const t = useTranslations('usage.groups');
  const by = useTranslations('usage.by')(report.by);
  const words = useUsageWords(report);
  const { groups, other, totals, timings } = report;
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, AT_FIRST);
  const left = groups.length - shown.length;
  return (
    <div className="flex flex-col gap-2">
      <section aria-label={t('label', { by })} className="overflow-x-auto rounded-card border border-line">
        <table aria-label={t('label', { by })} className="w-full border-collapse text-ui">
          <thead>
            <tr className="border-b border-line bg-bg text-meta text-muted">
              <th scope="col" className="px-3 py-2 text-left font-normal">
                {t('name', { by })}
              </th>
              {SUMS.map((name) => (
                <th key={name} scope="col" className={classNames(CELL, report.metric === name && 'text-text')}>
                  {t(name)}
                </th>
              ))}
              <th scope="col" className={CELL}>
                {t('firstByte')}
              </th>
              <th scope="col" className={CELL}>
                {t('duration')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((group) => {
              const name = words.group(group.id, group.name);
              return (
                <tr key={group.id} className="border-b border-line-soft">
                  <th scope="row" className="px-3 py-1 text-left font-normal">
                    <button
                      type="button"
                      aria-label={t('only', { name })}
                      title={t('only', { name })}
                      onClick={() => onOnly(group.id)}
                      className="-mx-1.5 min-h-7 max-w-56 min-w-32 rounded-control px-1.5 text-left wrap-anywhere hover:bg-hover hover:text-accent pointer-coarse:min-h-11"
                    >
                      {name}
                    </button>
                  </th>
                  <Cells sums={group.sums} timings={group.timings} report={report} words={words} />
                </tr>
              );
            })}
            {left > 0 && (
              <tr className="border-b border-line-soft">
                <td colSpan={SUMS.length + 3} className="px-3 py-1">
                  <Button look="quiet" size="compact" className="-mx-2" onClick={() => setAll(true)}>
                    <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
                    {t('more', { count: left })}
                  </Button>
                </td>
              </tr>
            )}
            {other !== null && (
              <tr className="border-b border-line-soft">
                <th scope="row" className="px-3 py-2 text-left font-normal text-muted">
                  {t('other', { count: other.groups })}
                </th>
                <Cells sums={other.sums} timings={undefined} report={report} words={words} />
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr className="bg-bg font-semibold">
              <th scope="row" className="px-3 py-2 text-left">
                {t('total')}
              </th>
              <Cells sums={totals} timings={timings} report={report} words={words} />
            </tr>
          </tfoot>
        </table>
      </section>
      <Adds report={report} />
    </div>
  );
}

interface CellsProps {
  sums: ReportSums;
  timings: Timings | undefined;
  report: UsageReport;
  words: UsageWords;
}

function Cells({ sums, timings, report: { totals, metric }, words }: CellsProps) {
  const timing = (name: 'firstByte' | 'duration') => {
    const told = timings?.[name];
    return told === undefined || told === null ? '—' : `${words.ms(told.p50)} / ${words.ms(told.p95)}`;
  };
  return (
    <>
      {SUMS.map((name) => (
        <td key={name} className={classNames(CELL, sums[name] === 0 && 'text-faint')}>
          {words.sum(name, sums[name])}
          {name === metric && !isTiming(metric) && totals[name] > 0 && (
            <span className="ml-1.5 inline-block min-w-9 text-meta font-normal text-muted">
              {words.share(sums[name] / totals[name])}
            </span>
          )}
        </td>
      ))}
      <td className={CELL}>{timing('firstByte')}</td>
      <td className={CELL}>{timing('duration')}</td>
    </>
  );
}

/** Whether what is shown comes to the headline, looked at where it is shown. */
function Adds({ report }: { report: UsageReport }) {
  const t = useTranslations('usage.groups');
  return addsUp(report) ? (
    <p className="flex items-center gap-1.5 text-meta text-muted">
      <Check size={14} strokeWidth={1.75} aria-hidden className="text-accent" />
      {t('adds')}
    </p>
  ) : (
    <p role="alert" className="flex items-center gap-1.5 text-meta text-danger">
      <TriangleAlert size={14} strokeWidth={1.75} aria-hidden />
      {t('differs')}
    </p>
  );
}
