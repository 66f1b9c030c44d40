'use client';
import { useTranslations } from 'next-intl';
import { FIELD, Field } from '#components/ui/field.tsx';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Person } from '#lib/contract/people.ts';

interface OwnerFieldProps {
  value: string;
  onChange: (owner: string) => void;
  /** Who may hold a key; absent in local mode, where an owner is any name. */
  people: readonly Person[] | undefined;
}

/** Who answers for a key. */
export function OwnerField({ value, onChange, people }: OwnerFieldProps) {
  const t = useTranslations('keys.form');
  return (
    <Field label={t('owner')} help={t('ownerHelp')}>
      {(ids) =>
        people === undefined ? (
          <input
            {...ids}
            autoComplete="off"
            maxLength={80}
            required
            value={value}
            onChange={({ target }) => onChange(target.value)}
            className={FIELD}
          />
        ) : (
          <select {...ids} value={value} onChange={({ target }) => onChange(target.value)} className={FIELD}>
            {people.map(({ id, name, email }) => (
              <option key={id} value={id}>
                {t('ownerPerson', { name, email })}
              </option>
            ))}
            <option value={LOCAL_OWNER}>{t('ownerInstallation')}</option>
          </select>
        )
      }
    </Field>
  );
}
