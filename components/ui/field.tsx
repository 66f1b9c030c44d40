'use client';
import { type ReactNode, useId } from 'react';

/** How a control of a form looks. */
export const FIELD =
  'block w-full rounded-control border border-line-control bg-panel px-2.5 py-1.5 text-ui pointer-coarse:text-[16px] pointer-coarse:min-h-11';

interface FieldProps {
  label: string;
  help?: string;
  /** The control, which takes these two. */
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode;
}

/** A control with its name above and what it is for below. */
export function Field({ label, help, children }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-ui">
        {label}
      </label>
      {children({ id, 'aria-describedby': help === undefined ? undefined : helpId })}
      {help !== undefined && (
        <p id={helpId} className="mt-1 text-meta text-faint">
          {help}
        </p>
      )}
    </div>
  );
}
