'use client';
import { useTranslations } from 'next-intl';
import { CheckedField } from '#components/ui/checked-field.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { ALERT_LIMITS, ALERT_METRICS, MAX_MIN_CALLS, WINDOWS_MINUTES } from '#lib/contract/alerts.ts';
import { type RuleDraft, withMetric } from '#lib/domain/alerts/draft.ts';
import { isWindowed, scopesOf } from '#lib/domain/alerts/rule.ts';
import { readMinCalls, readThreshold, writtenRange } from '#lib/domain/alerts/threshold.ts';
import { TargetField } from './target-field.tsx';

interface RuleFieldsProps {
  draft: RuleDraft;
  isTeam: boolean;
  currency: string;
  onChange: (change: Partial<RuleDraft>) => void;
}

/** What of a rule people decide. */
export function RuleFields({ draft, isTeam, currency, onChange }: RuleFieldsProps) {
  const t = useTranslations('alerts');
  const { metric, scope, limit } = draft;
  const windowed = isWindowed(metric);
  const threshold = readThreshold(draft.threshold, metric);
  const minCalls = readMinCalls(draft.minCalls);
  return (
    <>
      <SelectField
        focusFirst
        label={t('form.metric')}
        help={t(`form.metricHelp.${metric}`)}
        options={ALERT_METRICS.map((id) => ({ id, name: t(`metrics.${id}`) }))}
        value={metric}
        onChange={(id) => onChange(withMetric(ALERT_METRICS.find((known) => known === id) ?? metric, scope))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t('form.scope')}
          options={scopesOf(metric).map((id) => ({ id, name: t(`scopes.${id}`) }))}
          value={scope}
          onChange={(id) => onChange({ scope: scopesOf(metric).find((known) => known === id) ?? 'all', target: '' })}
        />
        {scope !== 'all' && (
          <TargetField kind={scope} value={draft.target} isTeam={isTeam} onChange={(target) => onChange({ target })} />
        )}
        {metric === 'limit_share' && (
          <SelectField
            label={t('form.limit')}
            options={(['any', ...ALERT_LIMITS] as const).map((id) => ({ id, name: t(`limits.${id}`) }))}
            value={limit === '' ? 'any' : limit}
            onChange={(id) => onChange({ limit: ALERT_LIMITS.find((known) => known === id) ?? '' })}
          />
        )}
        <CheckedField
          label={t('form.threshold')}
          inputMode="decimal"
          unit={t(`form.units.${metric}`, { currency })}
          value={draft.threshold}
          problem={typeof threshold === 'number' ? undefined : t(`form.problems.${threshold}`, writtenRange(metric))}
          onValue={(value) => onChange({ threshold: value })}
        />
        {windowed && (
          <>
            <SelectField
              label={t('form.window')}
              options={WINDOWS_MINUTES.map((count) => ({ id: String(count), name: t('form.minutes', { count }) }))}
              value={String(draft.windowMinutes)}
              onChange={(id) =>
                onChange({
                  windowMinutes: WINDOWS_MINUTES.find((count) => String(count) === id) ?? draft.windowMinutes,
                })
              }
            />
            <CheckedField
              label={t('form.minCalls')}
              help={t('form.minCallsHelp')}
              inputMode="numeric"
              unit={t('form.minCallsUnit')}
              value={draft.minCalls}
              problem={
                typeof minCalls === 'number'
                  ? undefined
                  : t(`form.problems.${minCalls}`, { min: '1', max: String(MAX_MIN_CALLS) })
              }
              onValue={(value) => onChange({ minCalls: value })}
            />
          </>
        )}
      </div>
      <NameField
        label={t('form.name')}
        value={draft.name ?? t(`names.${metric}`)}
        onChange={(value) => onChange({ name: value })}
      />
      <p className="text-meta text-faint">{t('form.clears')}</p>
    </>
  );
}
