'use client';
import { type FormEvent, useState } from 'react';
import { toInstant, toWall } from '#lib/domain/usage/wall-time.ts';
import { Button } from './button.tsx';
import { FIELD, Field } from './field.tsx';

/** ISO 8601. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

interface TimeRangeFormProps {
  range: Readonly<Partial<Record<keyof TimeRange, string | undefined>>>;
  /** IANA name; whose clock the fields show. */
  zone: string;
  words: { readonly from: string; readonly to: string; readonly apply: string; readonly invalid: string };
  onChange: (range: TimeRange) => void;
}

/** From one moment to another, on the clock of a zone. */
export function TimeRangeForm({ range, zone, words, onChange }: TimeRangeFormProps) {
  const wallOf = (at: string | undefined) => (at === undefined ? '' : toWall(Date.parse(at), zone));
  const [from, setFrom] = useState(() => wallOf(range.from));
  const [to, setTo] = useState(() => wallOf(range.to));
  const [startMs, endMs] = [toInstant(from, zone), toInstant(to, zone)];
  const isWhole = from !== '' && to !== '';
  const isWrong = startMs === undefined || endMs === undefined || startMs >= endMs;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) onChange({ from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() });
  };
  return (
    <form onSubmit={apply} className="flex flex-wrap items-end gap-3">
      {(['from', 'to'] as const).map((end) => (
        <Field key={end} label={words[end]}>
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              required
              value={end === 'from' ? from : to}
              onChange={({ target }) => (end === 'from' ? setFrom : setTo)(target.value)}
              className={FIELD}
            />
          )}
        </Field>
      ))}
      <Button type="submit" disabled={isWrong}>
        {words.apply}
      </Button>
      {isWhole && isWrong && (
        <p role="alert" className="min-h-8 content-center text-meta text-danger">
          {words.invalid}
        </p>
      )}
    </form>
  );
}
