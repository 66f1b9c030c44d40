'use client';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { classNames } from '#lib/std/class-names.ts';
import { FIELD, Field } from './field.tsx';

interface CheckedFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'ref' | 'onInvalid' | 'onChange'> {
  label: string;
  help?: string;
  /** What is wrong with the value; it is said once the field was left or the form sent, and keeps the form from going. */
  problem: string | undefined;
  /** Of the value; it is read with the label. */
  unit?: string;
  /** What stands beside the input in place of a unit. */
  beside?: ReactNode;
  onValue: (value: string) => void;
}

/** A field that is checked as it is filled in. */
export function CheckedField({ label, help, problem, unit, beside, onValue, onBlur, ...input }: CheckedFieldProps) {
  const unitId = useId();
  const [left, setLeft] = useState(false);
  return (
    <Field label={label} {...(help === undefined ? {} : { help })} error={left ? problem : undefined}>
      {(ids) => (
        <span className="flex items-center gap-2">
          <input
            {...input}
            {...ids}
            aria-describedby={
              [ids['aria-describedby'], unit !== undefined && unitId].filter(Boolean).join(' ') || undefined
            }
            ref={(element) => {
              element?.setCustomValidity(problem ?? '');
            }}
            autoComplete="off"
            onChange={({ target }) => onValue(target.value)}
            onBlur={(event) => {
              setLeft(true);
              onBlur?.(event);
            }}
            onInvalid={(event) => {
              if (problem === undefined) return;
              // Said below the field, in the page's language, instead of in the browser's bubble, which also focuses.
              event.preventDefault();
              setLeft(true);
              const { currentTarget } = event;
              if (currentTarget.form?.querySelector('input:invalid') === currentTarget) currentTarget.focus();
            }}
            className={classNames(FIELD, 'min-w-0 aria-invalid:border-danger', input.className)}
          />
          {unit !== undefined && (
            <span id={unitId} className="shrink-0 text-meta text-muted">
              {unit}
            </span>
          )}
          {beside}
        </span>
      )}
    </Field>
  );
}
