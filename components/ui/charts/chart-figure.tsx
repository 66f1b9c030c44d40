'use client';
import { useTranslations } from 'next-intl';
import { startTransition, useId, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TimeAxis, useTimeTicks, ValueAxis } from './axes.tsx';
import type { ChartProps } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import { PlotArea } from './plot-area.tsx';
import { Summary } from './summary.tsx';
import { useTimeWords } from './use-time-words.ts';
import { useView } from './use-view.ts';

interface ChartFigureProps extends ChartProps {
  kind: ChartKind;
}

/** A chart with its name, axes, legend and readout, and with its table one press away. */
export function ChartFigure({ kind, ...chart }: ChartFigureProps) {
  const { label, format, empty, summed = false, onSelect } = chart;
  const t = useTranslations('charts.table');
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [hasTable, setHasTable] = useState(false);
  const { view, series, hidden, toggle } = useView(chart.data, kind, box);
  const words = useTimeWords(view.data);
  const ticks = useTimeTicks(view, kind);
  return (
    <figure aria-labelledby={`${id}-label`} className="min-w-0 rounded-card border border-line bg-panel p-3">
      <div className="mb-5 flex items-start justify-between gap-2">
        <figcaption id={`${id}-label`} className="min-w-0 py-1 text-ui font-semibold wrap-anywhere">
          {label}
        </figcaption>
        <Button
          look="quiet"
          size="compact"
          aria-expanded={hasTable}
          aria-controls={hasTable ? `${id}-table` : undefined}
          onClick={() => startTransition(() => setHasTable(!hasTable))}
        >
          {t(hasTable ? 'hide' : 'show')}
        </Button>
      </div>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] pr-4">
        <ValueAxis view={view} format={format} />
        <PlotArea {...{ chart, view, kind, ticks, words, box }} describedBy={`${id}-summary`} />
        <TimeAxis {...{ view, kind, ticks, words }} />
      </div>
      <Summary id={`${id}-summary`} {...{ view, kind, words, format, empty }} canSelect={onSelect !== undefined} />
      <Legend label={label} series={series} marks={view.marks} hidden={hidden} isLine={kind.isLine} onToggle={toggle} />
      {hasTable && (
        <div id={`${id}-table`} className="mt-3">
          <ChartTable data={view.data} label={label} format={format} summed={summed} />
        </div>
      )}
    </figure>
  );
}
