'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { FIELD, Field } from '#components/ui/field.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { catalogueQuery } from '#lib/client/catalogue.ts';
import { keysQuery } from '#lib/client/keys.ts';
import { peopleQuery } from '#lib/client/people.ts';
import { plansQuery } from '#lib/client/plans.ts';
import type { ScopeKind } from '#lib/contract/alerts.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';

type Kind = Exclude<ScopeKind, 'all'>;

interface TargetFieldProps {
  kind: Kind;
  value: string;
  isTeam: boolean;
  onChange: (id: string) => void;
}

/** Which key, person, plan, model or upstream a rule is about. */
export function TargetField({ kind, ...field }: TargetFieldProps) {
  return kind === 'model' || kind === 'upstream' ? (
    <NamedField kind={kind} {...field} />
  ) : (
    <ListedField kind={kind} {...field} />
  );
}

/** What there is a list of. */
function ListedField({
  kind,
  value,
  isTeam,
  onChange,
}: TargetFieldProps & { kind: Exclude<Kind, 'model' | 'upstream'> }) {
  const t = useTranslations('alerts');
  const keys = useQuery({ ...keysQuery, enabled: kind === 'key' });
  const people = useQuery({ ...peopleQuery, enabled: kind === 'person' && isTeam });
  const plans = useQuery({ ...plansQuery, enabled: kind === 'plan' });
  const local = { id: LOCAL_OWNER, name: t('local') };
  const listed = {
    key: keys.data
      ?.filter(({ revokedAt }) => revokedAt === null)
      .map(({ id, name, prefix }) => ({ id, name: `${name} (${prefix}…)` })),
    person: isTeam ? people.data?.map(({ id, name, email }) => ({ id, name: `${name} (${email})` })) : [local],
    plan: plans.data,
  }[kind];
  const options = listed ?? [];
  // What a rule is about may be gone by now; it is not to become something else for that.
  const isListed = value === '' || options.some(({ id }) => id === value);
  return (
    <SelectField
      label={t('form.target')}
      choose={t('form.choose')}
      options={isListed ? options : [...options, { id: value, name: value }]}
      value={value}
      onChange={onChange}
    />
  );
}

/** What may be called without being on a list: those that are known are offered. */
function NamedField({ kind, value, onChange }: TargetFieldProps & { kind: 'model' | 'upstream' }) {
  const t = useTranslations('alerts.form');
  const listId = useId();
  const { data } = useQuery(catalogueQuery);
  const known = kind === 'model' ? data?.models.map(({ id }) => id) : data?.upstreams.map(({ name }) => name);
  return (
    <Field label={t('target')} help={t('targetHelp')}>
      {(ids) => (
        <>
          <input
            {...ids}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            required
            value={value}
            onChange={({ target }) => onChange(target.value)}
            className={FIELD}
          />
          <datalist id={listId}>
            {[...new Set(known)].map((id) => (
              <option key={id} value={id} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
