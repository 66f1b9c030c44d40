'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { CheckedField } from '#components/ui/checked-field.tsx';
import { FIELD } from '#components/ui/field.tsx';
import type { LimitKind } from '#lib/domain/limits/kinds.ts';
import { maxWritten, readLimit, type WrittenLimits, writeLimit } from '#lib/domain/limits/written-limits.ts';

interface LimitsFieldsProps {
  /** Of whom: one owner, or everybody. */
  legend: string;
  help: string;
  written: WrittenLimits;
  currency: string;
  onChange: (change: Partial<WrittenLimits>) => void;
  focusFirst?: boolean;
}

/** The limits of one plan for one owner, or for everybody: a field each, with its unit; empty is no limit. */
export function LimitsFields({ legend, help, written, currency, onChange, focusFirst = false }: LimitsFieldsProps) {
  const t = useTranslations('plans.form');
  const problemOf = useProblemWords();
  const fieldOf = (kind: LimitKind) => ({
    label: t(kind),
    value: written[kind],
    problem: problemOf(written[kind], kind),
    placeholder: t('none'),
    inputMode: kind === 'spend' ? ('decimal' as const) : ('numeric' as const),
    onValue: (value: string) => onChange({ [kind]: value }),
    // 1000000 is hard to read.
    onBlur: () => {
      const read = readLimit(written[kind], kind);
      if (typeof read === 'number') onChange({ [kind]: writeLimit(read, kind) });
    },
  });
  return (
    <fieldset className="min-w-0 rounded-card border border-line p-3 pt-1">
      <legend className="px-1 text-ui font-semibold">{legend}</legend>
      <p className="mb-3 text-meta text-faint">{help}</p>
      <div className="flex flex-col gap-3">
        <CheckedField {...fieldOf('requests')} unit={t('perMinute')} data-focus-first={focusFirst || undefined} />
        <CheckedField
          {...fieldOf('tokens')}
          beside={
            <select
              aria-label={t('tokenWindow')}
              value={written.tokenWindow}
              onChange={({ target }) => onChange({ tokenWindow: target.value === 'month' ? 'month' : 'day' })}
              className={`${FIELD} w-auto! shrink-0`}
            >
              <option value="day">{t('day')}</option>
              <option value="month">{t('month')}</option>
            </select>
          }
        />
        <CheckedField {...fieldOf('spend')} unit={t('perMonth', { currency })} />
      </div>
    </fieldset>
  );
}

/** What is wrong with a limit as it is written. */
function useProblemWords(): (text: string, kind: LimitKind) => string | undefined {
  const t = useTranslations('plans.form.problems');
  const format = useFormatter();
  return (text, kind) => {
    const read = readLimit(text, kind);
    if (typeof read !== 'string') return;
    return t(read, { max: format.number(maxWritten(kind)), kind });
  };
}
