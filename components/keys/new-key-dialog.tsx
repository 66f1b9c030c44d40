'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { createKey } from '#lib/client/keys.ts';
import { plansQuery } from '#lib/client/plans.ts';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';
import { type KeyCreated, LOCAL_OWNER } from '#lib/contract/keys.ts';

const LIFETIMES_DAYS = [null, 7, 30, 90, 365] as const;
const DAY_MS = 24 * 3_600_000;
const DEFAULT_PLAN = 'free';

/** Those that a key can be kept from. */
const ROUTES: readonly EndpointId[] = [
  'chat.completions',
  'embeddings',
  'vision.analyze',
  'audio.transcriptions',
  'audio.speech',
];

interface Wish {
  readonly name: string;
  readonly plan: string;
  readonly owner: string;
  readonly lifetimeDays: number | null;
  readonly models: string;
  readonly routes: readonly EndpointId[];
}

const NOTHING_WISHED: Wish = {
  name: '',
  plan: DEFAULT_PLAN,
  owner: LOCAL_OWNER,
  lifetimeDays: null,
  models: '',
  routes: [],
};

interface NewKeyDialogProps {
  onCreated: (created: KeyCreated) => void;
  onClose: () => void;
}

export function NewKeyDialog({ onCreated, onClose }: NewKeyDialogProps) {
  const t = useTranslations('keys.form');
  const [wish, setWish] = useState(NOTHING_WISHED);
  const set = (change: Partial<Wish>) => setWish((before) => ({ ...before, ...change }));
  return (
    <ChangeDialog
      title={t('title')}
      submit={t('submit')}
      change={() => createKey(toCreate(wish, Date.now()))}
      onDone={onCreated}
      onClose={onClose}
    >
      <Field label={t('name')}>
        {(ids) => (
          <input
            {...ids}
            data-focus-first
            autoComplete="off"
            maxLength={80}
            placeholder={t('namePlaceholder')}
            required
            value={wish.name}
            onChange={({ target }) => set({ name: target.value })}
            className={FIELD}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PlanField value={wish.plan} onChange={(plan) => set({ plan })} />
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
      <Field label={t('owner')} help={t('ownerHelp')}>
        {(ids) => (
          <input
            {...ids}
            autoComplete="off"
            maxLength={80}
            required
            value={wish.owner}
            onChange={({ target }) => set({ owner: target.value })}
            className={FIELD}
          />
        )}
      </Field>
      <Restrictions wish={wish} onChange={set} />
    </ChangeDialog>
  );
}

function PlanField({ value, onChange }: { value: string; onChange: (plan: string) => void }) {
  const t = useTranslations('keys.form');
  const { data: plans } = useQuery(plansQuery);
  return (
    <Field label={t('plan')}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ target }) => onChange(target.value)} className={FIELD}>
          {(plans ?? [{ id: DEFAULT_PLAN, name: DEFAULT_PLAN }]).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Restrictions({ wish, onChange }: { wish: Wish; onChange: (change: Partial<Wish>) => void }) {
  const t = useTranslations('keys.form');
  return (
    <details className="rounded-card border border-line">
      <summary className="rounded-card px-3 py-2 text-ui">{t('restrict')}</summary>
      <div className="flex flex-col gap-4 border-t border-line-soft p-3">
        <Field label={t('models')} help={t('modelsHelp')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              spellCheck={false}
              value={wish.models}
              onChange={({ target }) => onChange({ models: target.value })}
              className={`${FIELD} resize-y font-mono`}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1.5 text-ui">{t('routes')}</legend>
          <div className="flex flex-col gap-1">
            {ROUTES.map((route) => (
              <label key={route} className="flex items-center gap-2 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={wish.routes.includes(route)}
                  onChange={({ target }) =>
                    onChange({
                      routes: ROUTES.filter((one) => (one === route ? target.checked : wish.routes.includes(one))),
                    })
                  }
                  className="size-4 accent-accent"
                />
                <code className="font-mono text-[13px]">{ENDPOINTS[route].path}</code>
              </label>
            ))}
          </div>
          <p className="mt-1 text-meta text-faint">{t('routesHelp')}</p>
        </fieldset>
      </div>
    </details>
  );
}

/** @param atMs Unix milliseconds */
function toCreate({ name, plan, owner, lifetimeDays, models, routes }: Wish, atMs: number) {
  const ids = models.split(/\s+/).filter((id) => id !== '');
  return {
    name,
    plan,
    owner,
    models: ids.length === 0 ? null : ids,
    routes: routes.length === 0 ? null : [...routes],
    expiresAt: lifetimeDays === null ? null : new Date(atMs + lifetimeDays * DAY_MS).toISOString(),
  };
}
