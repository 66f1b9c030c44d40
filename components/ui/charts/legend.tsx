'use client';
import { useTranslations } from 'next-intl';
import { classNames } from '#lib/std/class-names.ts';
import { MarkSwatch, Swatch } from './figure-shape.tsx';
import type { Shown } from './looks.ts';

interface LegendProps {
  /** Of the chart. */
  label: string;
  series: readonly Shown[];
  marks: readonly Shown[];
  hidden: ReadonlySet<string>;
  isLine: boolean;
  onToggle: (id: string) => void;
}

/** Names the series, and hides and shows them. One alone is named by the chart. */
export function Legend({ label, series, marks, hidden, isLine, onToggle }: LegendProps) {
  const t = useTranslations('charts.legend');
  if (series.length < 2 && marks.length === 0) return null;
  return (
    <ul aria-label={t('label', { chart: label })} className="-mx-1.5 mt-1 flex flex-wrap gap-x-1 text-meta">
      {series.length > 1 &&
        series.map((look) => {
          const isHidden = hidden.has(look.id);
          return (
            <li key={look.id} className="max-w-full">
              <button
                type="button"
                aria-pressed={!isHidden}
                title={t(isHidden ? 'show' : 'hide')}
                onClick={() => onToggle(look.id)}
                className="flex h-6 max-w-full items-center gap-1.5 rounded-control px-1.5 hover:bg-hover pointer-coarse:h-11"
              >
                <span className={classNames('flex shrink-0', isHidden && 'opacity-40')}>
                  <Swatch look={look} isLine={isLine} />
                </span>
                <span className={classNames('truncate', isHidden ? 'text-faint line-through' : 'text-muted')}>
                  {look.label}
                </span>
              </button>
            </li>
          );
        })}
      {marks.map((look) => (
        <li key={look.id} className="flex h-6 max-w-full items-center gap-1.5 px-1.5 text-muted pointer-coarse:h-11">
          <MarkSwatch look={look} />
          <span className="truncate">{look.label}</span>
        </li>
      ))}
    </ul>
  );
}
