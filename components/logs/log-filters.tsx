'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { ENDINGS } from '#lib/contract/call-log.ts';
import { GROUPINGS } from '#lib/contract/usage-report.ts';
import type { LogView } from '#lib/domain/usage/log-view.ts';
import type { LogWords } from './use-log-words.ts';

interface LogFiltersProps {
  view: LogView;
  words: LogWords;
  onChange: (wish: Partial<LogView>) => void;
}

export function LogFilters({ view, words, onChange }: LogFiltersProps) {
  const t = useTranslations('logs');
  return (
    <search aria-label={t('filters.label')} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="w-full sm:w-96">
          <Field label={t('filters.requestId')}>
            {(ids) => (
              <input
                {...ids}
                type="search"
                autoComplete="off"
                spellCheck={false}
                maxLength={64}
                placeholder={t('filters.requestIdPlaceholder')}
                value={view.requestId ?? ''}
                onChange={({ target }) => onChange({ requestId: target.value.trim() || undefined })}
                className={FIELD}
              />
            )}
          </Field>
        </div>
        <div className="w-full sm:w-48">
          <Field label={t('filters.ending')}>
            {(ids) => (
              <select
                {...ids}
                value={view.ending ?? ''}
                onChange={({ target }) => onChange({ ending: ENDINGS.find((ending) => ending === target.value) })}
                className={FIELD}
              >
                <option value="">{t('filters.all')}</option>
                {ENDINGS.map((ending) => (
                  <option key={ending} value={ending}>
                    {t(`endings.${ending}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <label className="flex min-h-8 items-center gap-2 text-meta text-muted pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={!view.noSandbox}
            onChange={({ target }) => onChange({ noSandbox: !target.checked })}
            className="size-4 accent-accent"
          />
          {t('filters.sandbox')}
        </label>
      </div>
      <Chips view={view} words={words} onChange={onChange} />
    </search>
  );
}

interface Chip {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly without: Partial<LogView>;
}

/** What was chosen elsewhere, such as on the usage page. */
function Chips({ view, words, onChange }: LogFiltersProps) {
  const t = useTranslations('logs.filters');
  const chips = GROUPINGS.flatMap((by): Chip[] => {
    const value = view.filter[by];
    if (value === undefined) return [];
    const without = { filter: { ...view.filter, [by]: undefined } };
    return [{ id: by, name: t(`names.${by}`), value: value || '—', without }];
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
        <li
          key={id}
          className="flex items-center gap-1 rounded-control border border-line bg-panel py-0.5 pr-0.5 pl-2.5 text-meta"
        >
          <span className="max-w-72 truncate">{t('one', { name, value })}</span>
          <Button
            look="quiet"
            size="iconCompact"
            aria-label={t('remove', { name, value })}
            onClick={() => onChange(without)}
          >
            <X size={14} strokeWidth={1.5} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
