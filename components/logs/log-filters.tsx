'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { FilterCheck, FilterChip, FilterSelect, SearchField } from '#components/ui/filters.tsx';
import { PausingSearch } from '#components/ui/pausing-search.tsx';
import { type CallFacet, callFacetsQuery } from '#lib/client/logs.ts';
import { ENDINGS, MAX_ERROR_TEXT_CHARACTERS } from '#lib/contract/call-log.ts';
import { GROUPINGS, type Grouping } from '#lib/contract/usage-report.ts';
import type { LogView } from '#lib/domain/usage/log-view.ts';
import { LatencyFilter } from './latency-filter.tsx';
import { MoreFilters } from './more-filters.tsx';
import type { LogWords } from './use-log-words.ts';

interface LogFiltersProps {
  view: LogView;
  words: LogWords;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
  onChange: (wish: Partial<LogView>) => void;
}

export function LogFilters({ view, words, seesOthers, onChange }: LogFiltersProps) {
  const t = useTranslations('logs');
  return (
    <search aria-label={t('filters.label')} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="w-full sm:w-96">
          <SearchField
            label={t('filters.requestId')}
            placeholder={t('filters.requestIdPlaceholder')}
            maxLength={64}
            value={view.requestId ?? ''}
            onChange={(text) => onChange({ requestId: text.trim() || undefined })}
          />
        </div>
        <div className="w-full sm:w-48">
          <FilterSelect
            label={t('filters.ending')}
            all={t('filters.all')}
            options={ENDINGS.map((id) => ({ id, name: t(`endings.${id}`) }))}
            value={view.ending}
            onChange={(ending) => onChange({ ending })}
          />
        </div>
        <div className="w-full sm:w-72">
          <PausingSearch
            label={t('filters.errorText')}
            placeholder={t('filters.errorTextPlaceholder')}
            maxLength={MAX_ERROR_TEXT_CHARACTERS}
            value={view.errorText ?? ''}
            onSearch={(text) => onChange({ errorText: text || undefined })}
          />
        </div>
        <LatencyFilter view={view} onChange={onChange} />
        <FilterCheck
          label={t('filters.sandbox')}
          checked={!view.noSandbox}
          onChange={(checked) => onChange({ noSandbox: !checked })}
        />
      </div>
      <MoreFilters view={view} words={words} seesOthers={seesOthers} onChange={onChange} />
      <Chips view={view} words={words} onChange={onChange} />
    </search>
  );
}

/** What keys and people are called that calls are filtered by: their ids say little. */
function useFacetNames({ filter }: LogView): Partial<Record<Grouping, ReadonlyMap<string, string | null>>> {
  const keys = useQuery({ ...callFacetsQuery('key'), enabled: filter.key !== undefined });
  const people = useQuery({ ...callFacetsQuery('person'), enabled: filter.person !== undefined });
  const namesIn = (facets: readonly CallFacet[] = []) => new Map(facets.map(({ id, name }) => [id, name]));
  return { key: namesIn(keys.data), person: namesIn(people.data) };
}

interface Chip {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly without: Partial<LogView>;
}

/** What is chosen of time, and of what calls have in common: here, or elsewhere such as on the usage page. */
function Chips({ view, words, onChange }: Omit<LogFiltersProps, 'seesOthers'>) {
  const t = useTranslations('logs.filters');
  const names = useFacetNames(view);
  const chips = GROUPINGS.flatMap((by): Chip[] => {
    const value = view.filter[by];
    if (value === undefined) return [];
    const without = { filter: { ...view.filter, [by]: undefined } };
    return [{ id: by, name: t(`names.${by}`), value: words.facet(by, value, names[by]?.get(value) ?? null), without }];
  });
  const { from, to, errorCode } = view;
  if (errorCode !== undefined)
    chips.push({ id: 'code', name: t('errorCode'), value: errorCode, without: { errorCode: undefined } });
  if (from !== undefined || to !== undefined) {
    const value =
      from === undefined
        ? t('to', { to: words.time(to ?? '') })
        : to === undefined
          ? t('from', { from: words.time(from) })
          : t('between', { from: words.time(from), to: words.time(to) });
    chips.push({ id: 'time', name: t('time'), value, without: { from: undefined, to: undefined } });
  }
  if (chips.length === 0) return null;
  return (
    <ul className="flex flex-wrap items-center gap-2">
      {chips.map(({ id, name, value, without }) => (
        <FilterChip
          key={id}
          label={t('one', { name, value })}
          removeLabel={t('remove', { name, value })}
          onRemove={() => onChange(without)}
        />
      ))}
    </ul>
  );
}
