'use client';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { Choice } from '#components/ui/choice.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { FilterCheck } from '#components/ui/filters.tsx';
import { TimeRangeForm } from '#components/ui/time-range-form.tsx';
import { GROUPINGS, REPORT_RANGES, type UsageReport } from '#lib/contract/usage-report.ts';
import type { UsageView } from '#lib/domain/usage/view.ts';

interface UsageControlsProps {
  view: UsageView;
  /** Absent until the first one is there. */
  report: UsageReport | undefined;
  /** The gateway's own. */
  gatewayZone: string;
  /** Whoever looks sees the calls of others too. */
  seesOthers: boolean;
  onChange: (wish: Partial<UsageView>) => void;
}

/** Which time, whose days, what calls are told apart by. */
export function UsageControls({ view, report, gatewayZone, seesOthers, onChange }: UsageControlsProps) {
  const t = useTranslations('usage');
  const groupings = GROUPINGS.filter((by) => seesOthers || by !== 'person');
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Choice
          legend={t('range.label')}
          options={REPORT_RANGES.map((id) => ({ id, name: t(`range.${id}`) }))}
          value={view.range}
          onChange={(range) =>
            onChange(range === 'custom' ? endsOf(report) : { range, from: undefined, to: undefined })
          }
        />
        <Choice
          legend={t('by.label')}
          options={groupings.map((id) => ({ id, name: t(`by.${id}`) }))}
          value={view.by}
          onChange={(by) => onChange({ by })}
        />
        <ZoneChoice view={view} gatewayZone={gatewayZone} onChange={onChange} />
        {report !== undefined && (
          <FilterCheck
            label={t('sandbox.label')}
            checked={report.sandbox}
            onChange={(sandbox) => onChange({ sandbox })}
          />
        )}
      </div>
      {view.range === 'custom' && (
        <TimeRangeForm
          key={`${view.from} ${view.to}`}
          range={view}
          zone={view.zone ?? gatewayZone}
          words={{ from: t('range.from'), to: t('range.to'), apply: t('range.apply'), invalid: t('range.invalid') }}
          onChange={onChange}
        />
      )}
    </div>
  );
}

/** What is shown now, to be changed by hand. */
function endsOf(report: UsageReport | undefined): Partial<UsageView> {
  const now = Date.now();
  return {
    range: 'custom',
    from: report?.period.startsAt ?? new Date(now - 86_400_000).toISOString(),
    to: report?.period.endsAt ?? new Date(now).toISOString(),
  };
}

const noChange = () => () => undefined;
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function ZoneChoice({ view, gatewayZone, onChange }: Pick<UsageControlsProps, 'view' | 'gatewayZone' | 'onChange'>) {
  const t = useTranslations('usage.zone');
  // The server does not know it.
  const here = useSyncExternalStore(noChange, browserZone, () => gatewayZone);
  const zones = [...new Set([gatewayZone, here, 'UTC', ...(view.zone === undefined ? [] : [view.zone])])];
  const nameOf = (zone: string) => {
    if (zone === gatewayZone) return t('gateway', { zone });
    return zone === here ? t('browser', { zone }) : zone;
  };
  return (
    <div className="w-full sm:w-60">
      <Field label={t('label')}>
        {(ids) => (
          <select
            {...ids}
            value={view.zone ?? gatewayZone}
            onChange={({ target }) => onChange({ zone: target.value === gatewayZone ? undefined : target.value })}
            className={FIELD}
          >
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {nameOf(zone)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
