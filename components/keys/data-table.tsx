'use client';
import type { ReactNode } from 'react';
import { classNames } from '#lib/std/class-names.ts';

export const CELL = 'px-3 py-2 text-left align-top font-normal';
export const NUMBER_CELL = 'px-3 py-2 text-right align-top font-normal tabular-nums';

interface DataTableProps {
  label: string;
  /** A column's name and how its cells look. */
  columns: readonly (readonly [string, string])[];
  /** Rows of cells that look like their columns. */
  children: ReactNode;
}

/** Figures in rows. */
export function DataTable({ label, columns, children }: DataTableProps) {
  return (
    <div className="min-w-0 overflow-hidden rounded-card border border-line">
      <table aria-label={label} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            {columns.map(([name, look]) => (
              <th key={name} scope="col" className={look}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:border-line-soft [&>tr:last-child]:border-b-0">{children}</tbody>
      </table>
    </div>
  );
}

interface BadCountProps {
  count: number;
  text: string;
}

/** A count that nobody wishes for stands out where it is not zero. */
export function BadCount({ count, text }: BadCountProps) {
  return <span className={classNames(count > 0 ? 'text-danger' : 'text-faint')}>{text}</span>;
}
