'use client';
import { useTranslations } from 'next-intl';
import { Choice } from '#components/ui/choice.tsx';
import { SearchField } from '#components/ui/filters.tsx';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import { LIMIT_SCOPES } from '#lib/contract/limits.ts';
import type { LimitsView } from '#lib/domain/limits/limits-view.ts';

const ALL = 'all';
const SCOPES = [ALL, ...LIMIT_SCOPES] as const;

const MAX_SEARCH_CHARACTERS = 100;

interface LimitsFiltersProps {
  view: LimitsView;
  onChange: ChangeView<LimitsView>;
}

export function LimitsFilters({ view, onChange }: LimitsFiltersProps) {
  const t = useTranslations('limits.filters');
  return (
    <search aria-label={t('label')} className="flex flex-wrap items-end gap-3">
      <Choice
        legend={t('scope')}
        options={SCOPES.map((id) => ({ id, name: t(`scopes.${id}`) }))}
        value={view.scope ?? ALL}
        onChange={(scope) => onChange({ scope: scope === ALL ? undefined : scope })}
      />
      <div className="w-full sm:w-64">
        <SearchField
          label={t('search')}
          placeholder={t('searchPlaceholder')}
          maxLength={MAX_SEARCH_CHARACTERS}
          value={view.search}
          onChange={(search) => onChange({ search })}
        />
      </div>
    </search>
  );
}
