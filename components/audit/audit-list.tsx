'use client';
import { useFormatter, useTimeZone } from 'next-intl';
import { useId, useMemo } from 'react';
import type { AuditEntry as Entry } from '#lib/contract/audit.ts';
import { createDays } from '#lib/domain/audit/days.ts';
import { AuditEntry } from './audit-entry.tsx';
import type { AuditWords } from './use-audit-words.tsx';

interface AuditListProps {
  /** Newest first. */
  entries: readonly Entry[];
  words: AuditWords;
  /** Id of the entry that gets the focus. */
  focused: number | undefined;
  onTarget: (id: string) => void;
}

/** Entries by the day, in the installation's zone. */
export function AuditList({ entries, words, focused, onTarget }: AuditListProps) {
  const timeZone = useTimeZone() ?? 'UTC';
  const byDay = useMemo(() => {
    const { dayOf } = createDays(timeZone);
    return [...Map.groupBy(entries, ({ at }) => dayOf(Date.parse(at)))];
  }, [entries, timeZone]);
  return (
    <div className="flex flex-col gap-4">
      {byDay.map(([day, acts]) => (
        <Day key={day} entries={acts} words={words} focused={focused} onTarget={onTarget} />
      ))}
    </div>
  );
}

function Day({ entries, words, focused, onTarget }: AuditListProps) {
  const format = useFormatter();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-1.5 text-ui font-normal text-muted">
        {format.dateTime(new Date(entries[0]?.at ?? 0), { dateStyle: 'full' })}
      </h2>
      <ul className="divide-y divide-line-soft overflow-hidden rounded-card border border-line">
        {entries.map((entry) => (
          <li key={entry.id}>
            <AuditEntry entry={entry} words={words} isFocused={entry.id === focused} onTarget={onTarget} />
          </li>
        ))}
      </ul>
    </section>
  );
}
