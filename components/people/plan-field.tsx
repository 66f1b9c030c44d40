'use client';
import { useQuery } from '@tanstack/react-query';
import { FIELD, Field } from '#components/ui/field.tsx';
import { plansQuery } from '#lib/client/plans.ts';

interface PlanFieldProps {
  label: string;
  value: string;
  onChange: (plan: string) => void;
}

export function PlanField({ label, value, onChange }: PlanFieldProps) {
  const { data: plans } = useQuery(plansQuery);
  return (
    <Field label={label}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ target }) => onChange(target.value)} className={FIELD}>
          {(plans ?? [{ id: value, name: value }]).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
