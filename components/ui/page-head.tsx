import type { ReactNode } from 'react';

interface PageHeadProps {
  title: string;
  intro: string;
  /** Smaller, below the introduction. */
  note?: string;
  /** What can be done here. */
  children?: ReactNode;
}

/** What a page is, what it is for, and what can be done on it. */
export function PageHead({ title, intro, note, children }: PageHeadProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="text-title">{title}</h1>
        <p className="mt-1 max-w-prose text-ui text-muted">{intro}</p>
        {note !== undefined && <p className="mt-1 text-meta text-faint">{note}</p>}
      </div>
      {children}
    </header>
  );
}
