'use client';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

interface EmptyListProps {
  title: string;
  /** What would stand here. */
  body: string;
  /** Where filters are set: without them there may be something. */
  filtered: { readonly title: string; readonly clear: string; readonly onClear: () => void } | undefined;
  /** What can be done about it, unless it is the filters' doing. */
  children?: ReactNode;
}

/** Stands where a page would list something. */
export function EmptyList({ title, body, filtered, children }: EmptyListProps) {
  return (
    <section role="status" className="flex flex-col items-start gap-3 rounded-card border border-line p-6">
      <h2 className="text-title">{filtered?.title ?? title}</h2>
      {filtered === undefined ? (
        <>
          <p className="max-w-prose text-ui text-muted">{body}</p>
          {children}
        </>
      ) : (
        <Button onClick={filtered.onClear}>{filtered.clear}</Button>
      )}
    </section>
  );
}
