'use client';
import { useQuery } from '@tanstack/react-query';
import { useTimeZone, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FilterSelect } from '#components/ui/filters.tsx';
import { TimeRangeForm } from '#components/ui/time-range-form.tsx';
import { callFacetsQuery } from '#lib/client/logs.ts';
import { GROUPINGS, type Grouping } from '#lib/contract/usage-report.ts';
import type { LogView } from '#lib/domain/usage/log-view.ts';
import type { LogWords } from './use-log-words.ts';

const MINUTE_MS = 60_000;
/** How far back from now one looks most. */
const SPANS = {
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '24h': 1_440 * MINUTE_MS,
  '7d': 10_080 * MINUTE_MS,
} as const;

interface MoreFiltersProps {
  view: LogView;
  words: LogWords;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
  onChange: (wish: Partial<LogView>) => void;
}

/** When calls began, and what they have in common; what there is to choose from is asked for once this is opened. */
export function MoreFilters({ view, words, seesOthers, onChange }: MoreFiltersProps) {
  const t = useTranslations('logs.filters');
  const zone = useTimeZone() ?? 'UTC';
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="w-fit rounded-control text-ui text-muted hover:text-text">{t('more')}</summary>
      {isOpen && (
        <div className="mt-3 flex flex-col gap-4 rounded-card border border-line bg-panel p-4">
          <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
            {GROUPINGS.filter((by) => by !== 'person' || seesOthers).map((by) => (
              <Facet key={by} by={by} view={view} words={words} onChange={onChange} />
            ))}
          </div>
          {/* What happens now is after no other time. */}
          {!view.live && (
            <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
              <TimeRangeForm
                key={`${view.from} ${view.to}`}
                range={view}
                zone={zone}
                words={{ from: t('since'), to: t('until'), apply: t('apply'), invalid: t('invalid') }}
                onChange={onChange}
              />
              <fieldset className="flex flex-wrap gap-2">
                <legend className="sr-only">{t('recent')}</legend>
                {(['15m', '1h', '24h', '7d'] as const).map((span) => (
                  <Button
                    key={span}
                    onClick={() => onChange({ from: new Date(Date.now() - SPANS[span]).toISOString(), to: undefined })}
                  >
                    {t(`spans.${span}`)}
                  </Button>
                ))}
              </fieldset>
            </div>
          )}
        </div>
      )}
    </details>
  );
}

interface FacetProps extends Omit<MoreFiltersProps, 'seesOthers'> {
  by: Grouping;
}

function Facet({ by, view, words, onChange }: FacetProps) {
  const t = useTranslations('logs.filters');
  const { data = [] } = useQuery(callFacetsQuery(by));
  const chosen = view.filter[by];
  // What is chosen may be older than what is listed.
  const ids = [...new Set([...data.map(({ id }) => id), ...(chosen === undefined ? [] : [chosen])])];
  const nameOf = (id: string) => words.facet(by, id, data.find((facet) => facet.id === id)?.name ?? null);
  // A select’s empty value stands for all.
  const options = ids.map((id) => ({ id: `=${id}`, name: nameOf(id) }));
  return (
    <FilterSelect
      label={t(`names.${by}`)}
      all={t('all')}
      options={options}
      value={chosen === undefined ? undefined : `=${chosen}`}
      onChange={(option) => onChange({ filter: { ...view.filter, [by]: option?.slice(1) } })}
    />
  );
}
