'use client';
import { useTranslations } from 'next-intl';
import { FilterSelect, SearchField } from '#components/ui/filters.tsx';
import { type KeysView, STATE_FILTERS } from '#lib/domain/keys/view.ts';

interface KeysFiltersProps {
  view: KeysView;
  onChange: (wish: Partial<KeysView>) => void;
  /** How many keys the view shows. */
  shown: number;
}

export function KeysFilters({ view, onChange, shown }: KeysFiltersProps) {
  const t = useTranslations('keys.filters');
  return (
    <search aria-label={t('label')} className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="w-full sm:w-80">
        <SearchField
          label={t('text')}
          placeholder={t('placeholder')}
          value={view.text}
          onChange={(text) => onChange({ text })}
        />
      </div>
      <div className="w-full sm:w-40">
        <FilterSelect
          label={t('state')}
          all={t('states.all')}
          options={STATE_FILTERS.map((id) => ({ id, name: t(`states.${id}`) }))}
          value={view.state}
          onChange={(state) => onChange({ state })}
        />
      </div>
      <p role="status" className="ml-auto flex min-h-8 items-center text-meta text-muted tabular-nums">
        {t('count', { count: shown })}
      </p>
    </search>
  );
}
