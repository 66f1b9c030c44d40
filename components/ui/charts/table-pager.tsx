'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button } from '#components/ui/button.tsx';
import { createTimeAxis } from '#lib/domain/usage/time-ticks.ts';
import type { ChartData } from './chart-data.ts';
import { useTimeWords } from './use-time-words.ts';

/** An hour of minutes; so many rows are there before anybody waits. */
export const ROWS_A_PAGE = 60;

interface TablePagerProps {
  data: ChartData;
  /** Indexes of the steps that have a row, the latest first. */
  rows: readonly number[];
  page: number;
  /** Id of the table. */
  controls: string;
  onPage: (page: number) => void;
}

/** Leads through a table of many rows, page by page or to a day. */
export function TablePager({ data, rows, page, controls, onPage }: TablePagerProps) {
  const t = useTranslations('charts.table');
  const { date } = useTimeWords(data);
  const { starts, endMs, timeZone } = data;
  const last = Math.ceil(rows.length / ROWS_A_PAGE) - 1;

  /** Every day that has rows, the latest first, with the page that its last one is on. */
  const days = useMemo(() => {
    const startMs = starts[0] ?? endMs;
    const froms = [...new Set([startMs, ...createTimeAxis(timeZone).dayStarts({ startMs, endMs })])].toReversed();
    const found: { readonly dayMs: number; readonly page: number }[] = [];
    let row = 0;
    for (const dayMs of froms) {
      const first = row;
      while (row < rows.length && (starts[rows[row] ?? 0] ?? 0) >= dayMs) row++;
      if (row > first) found.push({ dayMs, page: Math.floor(first / ROWS_A_PAGE) });
    }
    return found;
  }, [starts, endMs, timeZone, rows]);

  const to = (name: 'newest' | 'newer' | 'older' | 'oldest', target: number) => (
    <Button
      size="compact"
      aria-controls={controls}
      disabled={target === page || target < 0 || target > last}
      onClick={() => onPage(target)}
    >
      {t(name)}
    </Button>
  );
  return (
    <nav aria-label={t('pages')} className="flex flex-wrap items-center gap-2 text-meta text-muted">
      {to('newest', 0)}
      {to('newer', page - 1)}
      <span role="status" className="tabular-nums">
        {t('page', { page: page + 1, pages: last + 1 })}
      </span>
      {to('older', page + 1)}
      {to('oldest', last)}
      {days.length > 1 && (
        <select
          aria-label={t('day')}
          value=""
          onChange={({ target }) => onPage(days.find(({ dayMs }) => String(dayMs) === target.value)?.page ?? page)}
          className="h-7 rounded-control border border-line-control bg-panel px-1.5 pointer-coarse:h-11"
        >
          <option value="">{t('day')}</option>
          {days.map(({ dayMs }) => (
            <option key={dayMs} value={dayMs}>
              {date(dayMs)}
            </option>
          ))}
        </select>
      )}
    </nav>
  );
}
