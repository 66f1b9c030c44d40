'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import type { UsageView } from '#lib/domain/usage/view.ts';
import { toInstant, toWall } from '#lib/domain/usage/wall-time.ts';

interface CustomRangeProps {
  view: UsageView;
  /** Whose clock the fields show. */
  zone: string;
  onChange: (wish: Partial<UsageView>) => void;
}

/** From one moment to another, on the clock of the chosen zone. */
export function CustomRange({ view, zone, onChange }: CustomRangeProps) {
  const t = useTranslations('usage.range');
  const [from, setFrom] = useState(() => toWall(Date.parse(view.from ?? ''), zone));
  const [to, setTo] = useState(() => toWall(Date.parse(view.to ?? ''), zone));
  const [startMs, endMs] = [toInstant(from, zone), toInstant(to, zone)];
  const wrong = startMs === undefined || endMs === undefined || startMs >= endMs;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) onChange({ from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() });
  };
  return (
    <form onSubmit={apply} className="flex flex-wrap items-end gap-3">
      <Field label={t('from')}>
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            required
            value={from}
            onChange={({ target }) => setFrom(target.value)}
            className={FIELD}
          />
        )}
      </Field>
      <Field label={t('to')}>
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            required
            value={to}
            onChange={({ target }) => setTo(target.value)}
            className={FIELD}
          />
        )}
      </Field>
      <Button type="submit" disabled={wrong}>
        {t('apply')}
      </Button>
      {wrong && (
        <p role="alert" className="min-h-8 content-center text-meta text-danger">
          {t('invalid')}
        </p>
      )}
    </form>
  );
}
