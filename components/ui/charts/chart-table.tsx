'use client';
import { useTranslations } from 'next-intl';
import { startTransition, useId, useMemo, useState } from 'react';
import { isFigure } from '#lib/std/scale.ts';
import type { ChartData, FormatValue, Series } from './chart-data.ts';
import { withLooks } from './looks.ts';
import { ROWS_A_PAGE, TablePager } from './table-pager.tsx';
import { type TimeWords, useTimeWords } from './use-time-words.ts';

const NUMBER = 'px-3 py-1.5 text-right font-normal whitespace-nowrap tabular-nums';
/** Stays where it is while the others pass below it. */
const FIRST = 'sticky left-0 bg-panel px-3 py-1.5 text-left font-normal whitespace-nowrap tabular-nums';

/** Not every browser lets the keyboard reach what only scrolls (WCAG 2.1.1). */
const SCROLLED_BY_KEYS = { tabIndex: 0 } as const;

interface ChartTableProps {
  data: ChartData;
  /** As the chart's. */
  label: string;
  format: FormatValue;
  /** Has a row of sums. */
  summed?: boolean;
}

/** The figures of a chart in rows, the latest first. Steps that have nothing to tell are counted below. */
export function ChartTable({ data, label, format, summed = false }: ChartTableProps) {
  const t = useTranslations('charts');
  const words = useTimeWords(data);
  const id = useId();
  const columns = useMemo(() => [...withLooks(data.series), ...(data.marks ?? [])], [data]);
  const { rows, zeros, missing, sums } = useMemo(() => survey(columns, data.starts.length), [columns, data]);
  const [wanted, setWanted] = useState(0);
  const goTo = (to: number) => startTransition(() => setWanted(to));
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const page = Math.min(wanted, pages - 1);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {pages > 1 && <TablePager data={data} rows={rows} page={page} controls={id} onPage={goTo} />}
      <section
        // From its top, whichever page it is.
        key={page}
        aria-label={t('table.label', { chart: label })}
        {...SCROLLED_BY_KEYS}
        className="max-h-120 overflow-auto rounded-card border border-line"
      >
        <table id={id} className="w-full border-collapse text-ui">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr className="border-b border-line text-meta text-muted">
              <th scope="col" className={FIRST}>
                {t('table.time')}
              </th>
              {columns.map((column) => (
                <th key={column.id} scope="col" className={NUMBER}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="[&>tr]:border-b [&>tr]:border-line-soft [&>tr:last-child]:border-b-0">
            {rows.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE).map((index) => (
              <Row key={data.starts[index]} {...{ index, columns, words, format }} />
            ))}
          </tbody>
          {summed && (
            <tfoot>
              <tr className="border-t border-line">
                <th scope="row" className={`${FIRST} font-semibold`}>
                  {t('table.total')}
                </th>
                {columns.map((column, index) => (
                  <td key={column.id} className={`${NUMBER} font-semibold`}>
                    {format(sums[index] ?? 0)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </section>
      <p className="text-meta text-faint">
        {[
          ...(rows.length === 0 && zeros === 0 && missing === 0 ? [t('table.none')] : []),
          ...(zeros > 0 ? [t('table.zeros', { count: zeros })] : []),
          ...(missing > 0 ? [t('table.missing', { count: missing })] : []),
        ].join(' ')}
      </p>
    </div>
  );
}

interface RowProps {
  index: number;
  columns: readonly Series[];
  words: TimeWords;
  format: FormatValue;
}

/** A component of its own: between two of them the browser may do something else while a table is opened. */
function Row({ index, columns, words, format }: RowProps) {
  return (
    <tr>
      <th scope="row" className={FIRST}>
        {words.step(index)}
      </th>
      {columns.map(({ id, values }) => (
        <td key={id} className={NUMBER}>
          <Cell value={values[index]} format={format} />
        </td>
      ))}
    </tr>
  );
}

function Cell({ value, format }: { value: number | null | undefined; format: FormatValue }) {
  const t = useTranslations('charts');
  return isFigure(value) ? format(value) : <span className="text-faint">{t('missing')}</span>;
}

interface Surveyed {
  /** Indexes of the steps that have something to tell, the latest first. */
  readonly rows: readonly number[];
  /** How many are zero in every column. */
  readonly zeros: number;
  /** How many have nothing in any column. */
  readonly missing: number;
  /** Of each column. */
  readonly sums: readonly number[];
}

/** Column by column, once: there may be 400,000 values. */
function survey(columns: readonly Series[], count: number): Surveyed {
  const isKnown = new Uint8Array(count);
  const isOther = new Uint8Array(count);
  const sums = columns.map(({ values }) => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const value = values[index];
      if (!isFigure(value)) continue;
      isKnown[index] = 1;
      if (value !== 0) isOther[index] = 1;
      sum += value;
    }
    return sum;
  });
  const rows: number[] = [];
  let known = 0;
  for (let index = count - 1; index >= 0; index--) {
    if (isKnown[index] === 1) known++;
    if (isOther[index] === 1) rows.push(index);
  }
  return { rows, zeros: known - rows.length, missing: count - known, sums };
}
