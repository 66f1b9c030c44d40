'use client';
import { type ReactNode, useId } from 'react';

/** How a control of a form looks. */
export const FIELD =
  'block min-h-8.5 w-full rounded-control border border-line-control bg-panel px-2.5 py-1.5 text-ui pointer-coarse:min-h-11';

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  help?: string;
  /** What is wrong with what stands in it. */
  error?: string | undefined;
  /** The control, which takes these. */
  children: (ids: FieldIds) => ReactNode;
}

/** A control with its name above and what it is for below. */
export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const [errorId, helpId] = [`${id}-error`, `${id}-help`];
  const describedBy = [error !== undefined && errorId, help !== undefined && helpId].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-ui">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={errorId} className="mt-1 text-meta text-danger">
          {error}
        </p>
      )}
      {help !== undefined && (
        <p id={helpId} className="mt-1 text-meta text-faint">
          {help}
        </p>
      )}
    </div>
  );
}
