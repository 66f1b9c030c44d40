'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { FilterSelect } from '#components/ui/filters.tsx';
import { PausingSearch } from '#components/ui/pausing-search.tsx';
import { AUDIT_ACTIONS } from '#lib/contract/audit.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Person } from '#lib/contract/people.ts';
import type { PageFilter } from '#lib/domain/audit/filter.ts';

const GROUPS = {
  person: /^(?:team|person)\./,
  invitation: /^(?:invitation|reset_link)\./,
  session: /^(?:session|password)\./,
  key: /^key\./,
  plan: /^(?:plan|local_plan)\./,
  alert: /^(?:alert_rule|webhook)\./,
  settings: /^settings\./,
} as const;
const GROUP_NAMES = ['person', 'invitation', 'session', 'key', 'plan', 'alert', 'settings'] as const;

interface AuditFiltersProps {
  filter: PageFilter;
  people: readonly Pick<Person, 'id' | 'name'>[];
  /** Of what the filter's target is. */
  targetName: string;
  onChange: (change: Partial<Record<keyof PageFilter, string>>) => void;
}

export function AuditFilters({ filter, people, targetName, onChange }: AuditFiltersProps) {
  const t = useTranslations('audit');
  const { action = '', actor = '', target, text = '', from = '', to = '' } = filter;
  const actors = [...people, { id: LOCAL_OWNER, name: t('who.local') }];
  const known = actors.some(({ id }) => id === actor) ? actors : [...actors, { id: actor, name: actor }];
  return (
    <search aria-label={t('filters.label')} className="grid grid-cols-2 gap-3 md:grid-cols-[2fr_1.5fr_1.5fr_1fr_1fr]">
      <div className="max-md:col-span-2">
        <PausingSearch
          label={t('filters.text')}
          placeholder={t('filters.textPlaceholder')}
          maxLength={100}
          value={text}
          onSearch={(words) => onChange({ text: words })}
        />
      </div>
      <Field label={t('filters.action')}>
        {(ids) => (
          <select
            {...ids}
            value={action}
            onChange={({ currentTarget }) => onChange({ action: currentTarget.value })}
            className={FIELD}
          >
            <option value="">{t('filters.anyAction')}</option>
            {GROUP_NAMES.map((group) => (
              <optgroup key={group} label={t(`groups.${group}`)}>
                {AUDIT_ACTIONS.filter((name) => GROUPS[group].test(name)).map((name) => (
                  <option key={name} value={name}>
                    {t(`actions.${name}`)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      <FilterSelect
        label={t('filters.actor')}
        all={t('filters.anyActor')}
        options={known.filter(({ id }) => id !== '')}
        value={actor}
        onChange={(id) => onChange({ actor: id ?? '' })}
      />
      <DayField name="from" value={from} max={to} onChange={(day) => onChange({ from: day })} />
      <DayField name="to" value={to} min={from} onChange={(day) => onChange({ to: day })} />
      {target !== undefined && (
        <p className="col-span-full flex flex-wrap items-center gap-2 text-ui">
          <span className="wrap-anywhere">{t('filters.about', { name: targetName })}</span>
          <Button
            size="compact"
            aria-label={t('filters.dropTarget', { name: targetName })}
            onClick={() => onChange({ target: '' })}
          >
            <X size={14} strokeWidth={1.5} aria-hidden />
          </Button>
        </p>
      )}
    </search>
  );
}

interface DayFieldProps {
  name: 'from' | 'to';
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}

function DayField({ name, value, min, max, onChange }: DayFieldProps) {
  const t = useTranslations('audit.filters');
  return (
    <Field label={t(name)}>
      {(ids) => (
        <input
          {...ids}
          type="date"
          value={value}
          min={min || undefined}
          max={max || undefined}
          onChange={({ target }) => onChange(target.value)}
          className={FIELD}
        />
      )}
    </Field>
  );
}
