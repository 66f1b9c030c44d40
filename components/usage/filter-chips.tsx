'use client';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { FilterChip } from '#components/ui/filters.tsx';
import { GROUPINGS, type UsageReport } from '#lib/contract/usage-report.ts';
import type { UsageView } from '#lib/domain/usage/view.ts';
import { useUsageWords } from './use-usage-words.ts';

interface FilterChipsProps {
  report: UsageReport;
  filter: UsageView['filter'];
  onChange: (filter: UsageView['filter']) => void;
}

/** What all calls that are shown have in common, each to be taken away. */
export function FilterChips({ report, filter, onChange }: FilterChipsProps) {
  const t = useTranslations('usage');
  const chosen = GROUPINGS.filter((name) => filter[name] !== undefined);
  if (chosen.length === 0) return null;
  return (
    <ul aria-label={t('filter.label')} className="flex flex-wrap items-center gap-2">
      {chosen.map((by) => (
        <Chip
          key={by}
          report={{ ...report, by }}
          id={filter[by] ?? ''}
          onRemove={() => onChange({ ...filter, [by]: undefined })}
        />
      ))}
      {chosen.length > 1 && (
        <li>
          <Button look="quiet" size="compact" onClick={() => onChange({})}>
            {t('filter.clear')}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Chip({ report, id, onRemove }: { report: UsageReport; id: string; onRemove: () => void }) {
  const t = useTranslations('usage');
  const words = useUsageWords(report);
  const name = report.filterNames[report.by] ?? null;
  const matter = { name: t(`by.${report.by}`), value: words.group(id, name) };
  return <FilterChip label={t('filter.one', matter)} removeLabel={t('filter.remove', matter)} onRemove={onRemove} />;
}
