import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  intro?: string;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** One group of settings. */
export function Section({ title, intro, action, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-line">
      <header className="flex flex-wrap items-start justify-between gap-3 border-b border-line-soft px-4 py-3">
        <div className="min-w-0">
          <h2 id={id} className="text-ui">
            {title}
          </h2>
          {intro !== undefined && <p className="mt-0.5 max-w-prose text-meta text-muted">{intro}</p>}
        </div>
        {action}
      </header>
      <div className="flex flex-col gap-4 p-4">{children}</div>
    </section>
  );
}
