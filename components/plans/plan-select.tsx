'use client';
import { FIELD, Field } from '#components/ui/field.tsx';
import type { Plan } from '#lib/contract/plans.ts';

interface PlanSelectProps {
  label: string;
  help?: string;
  /** Stands for no choice, which the form does not take; without it one is chosen. */
  choose?: string;
  plans: readonly Plan[];
  value: string;
  onChange: (id: string) => void;
}

export function PlanSelect({ label, help, choose, plans, value, onChange }: PlanSelectProps) {
  return (
    <Field label={label} {...(help === undefined ? {} : { help })}>
      {(ids) => (
        <select
          {...ids}
          data-focus-first
          required
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={FIELD}
        >
          {choose !== undefined && <option value="">{choose}</option>}
          {plans.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
