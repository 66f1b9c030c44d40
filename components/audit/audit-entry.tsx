'use client';
import { ChevronRight } from 'lucide-react';
import { useFormatter } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { AuditEntry as Entry } from '#lib/contract/audit.ts';
import { EntryDetails } from './entry-details.tsx';
import type { AuditWords } from './use-audit-words.tsx';

interface AuditEntryProps {
  entry: Entry;
  words: AuditWords;
  /** Gets the focus, at once or as soon as it is there. */
  isFocused: boolean;
  /** Shows only what is about the same thing. */
  onTarget: (id: string) => void;
}

/** One act in one sentence; what else is known of it unfolds. */
export function AuditEntry({ entry, words, isFocused, onTarget }: AuditEntryProps) {
  const format = useFormatter();
  const [open, setOpen] = useState(false);
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isFocused) summary.current?.focus();
  }, [isFocused]);
  const at = new Date(entry.at);
  return (
    <details className="group" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary
        ref={summary}
        className="flex list-none items-start gap-2 px-3 py-2 text-ui -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden"
      >
        <ChevronRight
          size={16}
          strokeWidth={1.5}
          aria-hidden
          className="mt-0.5 shrink-0 text-faint transition-transform duration-120 group-open:rotate-90"
        />
        <span className="flex min-w-0 grow flex-col gap-x-4 sm:flex-row">
          <time dateTime={entry.at} className="shrink-0 text-muted tabular-nums max-sm:text-meta">
            {format.dateTime(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}
          </time>
          <span className="min-w-0 wrap-anywhere">{words.sentence(entry)}</span>
        </span>
      </summary>
      {open && <EntryDetails entry={entry} words={words} onTarget={onTarget} />}
    </details>
  );
}
