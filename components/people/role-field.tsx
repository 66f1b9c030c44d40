'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { PERSON_ROLES, type PersonRole } from '#lib/contract/people.ts';

interface RoleFieldProps {
  label: string;
  value: PersonRole;
  onChange: (role: PersonRole) => void;
}

/** The roles, each with what it may. */
export function RoleField({ label, value, onChange }: RoleFieldProps) {
  const t = useTranslations('people.roles');
  const id = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-ui">{label}</legend>
      <div className="flex flex-col gap-2">
        {PERSON_ROLES.map((role) => (
          <label
            key={role}
            className="flex gap-2.5 rounded-control border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={`${id}-role`}
              checked={value === role}
              data-focus-first={value === role || undefined}
              aria-describedby={`${id}-${role}`}
              aria-labelledby={`${id}-${role}-name`}
              onChange={() => onChange(role)}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span id={`${id}-${role}-name`} className="block text-ui font-semibold">
                {t(`${role}.name`)}
              </span>
              <span id={`${id}-${role}`} className="block text-meta text-muted">
                {t(`${role}.may`)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
