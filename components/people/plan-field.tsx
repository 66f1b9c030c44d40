'use client';
import { useQuery } from '@tanstack/react-query';
import { SelectField } from '#components/ui/select-field.tsx';
import { plansQuery } from '#lib/client/plans.ts';

interface PlanFieldProps {
  label: string;
  value: string;
  onChange: (plan: string) => void;
}

export function PlanField({ label, value, onChange }: PlanFieldProps) {
  const { data } = useQuery(plansQuery);
  return <SelectField label={label} options={data ?? [{ id: value, name: value }]} value={value} onChange={onChange} />;
}
