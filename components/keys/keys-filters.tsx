'use client';
import { useTranslations } from 'next-intl';
import { FIELD, Field } from '#components/ui/field.tsx';
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
        <Field label={t('text')}>
          {(ids) => (
            <input
              {...ids}
              type="search"
              autoComplete="off"
              spellCheck={false}
              placeholder={t('placeholder')}
              value={view.text}
              onChange={({ target }) => onChange({ text: target.value })}
              className={FIELD}
            />
          )}
        </Field>
      </div>
      <div className="w-full sm:w-40">
        <Field label={t('state')}>
          {(ids) => (
            <select
              {...ids}
              value={view.state ?? ''}
              onChange={({ target }) => onChange({ state: STATE_FILTERS.find((state) => state === target.value) })}
              className={FIELD}
            >
              <option value="">{t('states.all')}</option>
              {STATE_FILTERS.map((state) => (
                <option key={state} value={state}>
                  {t(`states.${state}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <p role="status" className="ml-auto flex min-h-8 items-center text-meta text-muted tabular-nums">
        {t('count', { count: shown })}
      </p>
    </search>
  );
}
