'use client';
import { X } from 'lucide-react';
import { Button } from './button.tsx';
import { FIELD, Field } from './field.tsx';

/** What a page's list is filtered by; the page lays them out. */

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  /** In characters. */
  maxLength?: number;
  value: string;
  onChange: (text: string) => void;
}

/** Words or an id to look for. */
export function SearchField({ label, onChange, ...rest }: SearchFieldProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          {...rest}
          type="search"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
          className={FIELD}
        />
      )}
    </Field>
  );
}

interface FilterSelectProps<Id extends string> {
  label: string;
  /** Stands for no filter. */
  all: string;
  options: readonly { readonly id: Id; readonly name: string }[];
  value: Id | undefined;
  onChange: (id: Id | undefined) => void;
}

/** One of several, or all. */
export function FilterSelect<Id extends string>({ label, all, options, value, onChange }: FilterSelectProps<Id>) {
  return (
    <Field label={label}>
      {(ids) => (
        <select
          {...ids}
          value={value ?? ''}
          onChange={({ target }) => onChange(options.find(({ id }) => id === target.value)?.id)}
          className={FIELD}
        >
          <option value="">{all}</option>
          {options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface FilterCheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** What is shown too, or left out. */
export function FilterCheck({ label, checked, onChange }: FilterCheckProps) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-meta text-muted pointer-coarse:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
}

interface FilterChipProps {
  label: string;
  removeLabel: string;
  onRemove: () => void;
}

/** A filter that was chosen elsewhere, to be taken away; in a list. */
export function FilterChip({ label, removeLabel, onRemove }: FilterChipProps) {
  return (
    <li className="flex items-center gap-1 rounded-control border border-line bg-panel py-0.5 pr-0.5 pl-2.5 text-meta">
      <span className="max-w-72 truncate">{label}</span>
      <Button look="quiet" size="iconCompact" aria-label={removeLabel} onClick={onRemove}>
        <X size={14} strokeWidth={1.5} aria-hidden />
      </Button>
    </li>
  );
}
