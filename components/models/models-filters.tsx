'use client';
import { useTranslations } from 'next-intl';
import { Choice } from '#components/ui/choice.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { FilterCheck, SearchField } from '#components/ui/filters.tsx';
import { KIND_FILTERS, type ModelsView, SORT_COLUMNS } from '#lib/domain/models/view.ts';

const KINDS = ['all', ...KIND_FILTERS] as const;

interface ModelsFiltersProps {
  view: ModelsView;
  onChange: (wish: Partial<ModelsView>) => void;
  /** How many models the view shows. */
  shown: number;
  /** How many simulated faults there are. */
  faults: number;
}

export function ModelsFilters({ view, onChange, shown, faults }: ModelsFiltersProps) {
  const t = useTranslations('models.filters');
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="w-full sm:w-60">
        <SearchField
          label={t('search')}
          placeholder={t('placeholder')}
          value={view.text}
          onChange={(text) => onChange({ text })}
        />
      </div>
      <Choice
        legend={t('kind')}
        options={KINDS.map((id) => ({ id, name: t(`kinds.${id}`) }))}
        value={view.kind ?? 'all'}
        onChange={(kind) => onChange({ kind: kind === 'all' ? undefined : kind })}
      />
      <SortChoice view={view} onChange={onChange} />
      <div className="flex min-h-8 grow flex-wrap items-center justify-between gap-3 text-meta text-muted">
        {faults > 0 ? (
          <FilterCheck
            label={t('faults', { count: faults })}
            checked={view.faults}
            onChange={(checked) => onChange({ faults: checked })}
          />
        ) : (
          <span />
        )}
        <span role="status" className="tabular-nums">
          {t('count', { count: shown })}
        </span>
      </div>
    </search>
  );
}

/** On a phone, where the heads of the columns that sort are not shown. */
function SortChoice({ view, onChange }: Pick<ModelsFiltersProps, 'view' | 'onChange'>) {
  const t = useTranslations('models');
  const value = view.sort === undefined ? '' : `${view.sort} ${view.descending ? 'desc' : 'asc'}`;
  return (
    <div className="w-full md:hidden">
      <Field label={t('filters.sort')}>
        {(ids) => (
          <select
            {...ids}
            value={value}
            onChange={({ target }) => {
              const [column, order] = target.value.split(' ');
              onChange({ sort: SORT_COLUMNS.find((known) => known === column), descending: order === 'desc' });
            }}
            className={FIELD}
          >
            <option value="">{t('filters.unsorted')}</option>
            {SORT_COLUMNS.flatMap((column) => [
              <option key={`${column} asc`} value={`${column} asc`}>
                {t('filters.ascending', { column: t(`table.${column}`) })}
              </option>,
              <option key={`${column} desc`} value={`${column} desc`}>
                {t('filters.descending', { column: t(`table.${column}`) })}
              </option>,
            ])}
          </select>
        )}
      </Field>
    </div>
  );
}
