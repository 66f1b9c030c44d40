'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { SelectField } from '#components/ui/select-field.tsx';
import { plansQuery } from '#lib/client/plans.ts';

interface PlanFieldProps {
  /** Of a plan. */
  value: string;
  /** Absent for somebody who may not choose one. */
  onChange: ((plan: string) => void) | undefined;
}

export function PlanField({ value, onChange }: PlanFieldProps) {
  const t = useTranslations('keys.form');
  const { data } = useQuery(plansQuery);
  const plans = data ?? [{ id: value, name: value }];
  if (onChange === undefined) {
    return (
      <dl>
        <dt className="mb-1.5 text-ui">{t('plan')}</dt>
        <dd className="py-1.5 text-ui wrap-anywhere text-muted">
          {t('planOwn', { plan: plans.find(({ id }) => id === value)?.name ?? value })}
        </dd>
      </dl>
    );
  }
  return <SelectField label={t('plan')} options={plans} value={value} onChange={onChange} />;
}
