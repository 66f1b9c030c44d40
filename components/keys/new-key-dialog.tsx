'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import { createKey } from '#lib/client/keys.ts';
import { peopleQuery } from '#lib/client/people.ts';
import type { KeyCreate, KeyCreated } from '#lib/contract/keys.ts';
import { OwnerField } from './owner-field.tsx';
import { PlanField } from './plan-field.tsx';
import { type Restriction, Restrictions } from './restrictions.tsx';
import type { Viewer } from './viewer.ts';

const LIFETIMES_DAYS = [null, 7, 30, 90, 365] as const;
const DAY_MS = 24 * 3_600_000;
const DEFAULT_PLAN = 'free';

interface Wish extends Restriction {
  readonly name: string;
  /** Undefined: nobody has chosen one, so it is the owner's. */
  readonly plan: string | undefined;
  readonly owner: string;
  readonly lifetimeDays: number | null;
}

const NOTHING_WISHED = { name: '', plan: undefined, lifetimeDays: null, models: '', routes: [] } as const;

interface NewKeyDialogProps {
  viewer: Viewer;
  onCreated: (created: KeyCreated) => void;
  onClose: () => void;
}

export function NewKeyDialog({ viewer, onCreated, onClose }: NewKeyDialogProps) {
  const t = useTranslations('keys.form');
  const isAdmin = viewer.role === 'admin';
  const [wish, setWish] = useState<Wish>({ ...NOTHING_WISHED, owner: viewer.id });
  const set = (change: Partial<Wish>) => setWish((before) => ({ ...before, ...change }));
  const { people, planOf } = usePeople(viewer);
  const plan = wish.plan ?? planOf(wish.owner);
  return (
    <ChangeDialog
      title={t('title')}
      submit={t('submit')}
      // What only an admin may choose the server knows for everybody else.
      change={() => createKey({ ...toCreate(wish, Date.now()), ...(isAdmin && { owner: wish.owner, plan }) })}
      onDone={onCreated}
      onClose={onClose}
    >
      <NameField
        label={t('name')}
        placeholder={t('namePlaceholder')}
        value={wish.name}
        onChange={(value) => set({ name: value })}
        focusFirst
      />
      {isAdmin && <OwnerField value={wish.owner} onChange={(owner) => set({ owner })} people={people} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <PlanField value={plan} onChange={isAdmin ? (chosen) => set({ plan: chosen }) : undefined} />
        <Field label={t('expiry')}>
          {(ids) => (
            <select
              {...ids}
              value={String(wish.lifetimeDays ?? '')}
              onChange={({ target }) => set({ lifetimeDays: target.value === '' ? null : Number(target.value) })}
              className={FIELD}
            >
              {LIFETIMES_DAYS.map((days) => (
                <option key={days} value={String(days ?? '')}>
                  {days === null ? t('never') : t('days', { days })}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Restrictions wish={wish} onChange={set} />
    </ChangeDialog>
  );
}

/** Who may hold keys, as an admin of a team is told. */
function usePeople({ id, role, plan, mode }: Viewer) {
  const isChosen = mode === 'team' && role === 'admin';
  const { data } = useQuery({ ...peopleQuery, enabled: isChosen });
  // Of others the keys would not work.
  const people = data?.filter(({ disabled, role: theirs }) => !disabled && theirs !== 'viewer') ?? [];
  return {
    people: isChosen ? people : undefined,
    planOf: (owner: string): string =>
      (owner === id ? plan : people.find((person) => person.id === owner)?.plan) ?? DEFAULT_PLAN,
  };
}

/** @param atMs Unix milliseconds */
function toCreate({ name, lifetimeDays, models, routes }: Wish, atMs: number): KeyCreate {
  const ids = models.split(/\s+/).filter((id) => id !== '');
  return {
    name,
    models: ids.length === 0 ? null : ids,
    routes: routes.length === 0 ? null : [...routes],
    expiresAt: lifetimeDays === null ? null : new Date(atMs + lifetimeDays * DAY_MS).toISOString(),
  };
}
