import { FIELD, Field } from './field.tsx';

interface SelectFieldProps {
  label: string;
  help?: string;
  /** Stands for no choice, which a form does not take; without it one is chosen. */
  choose?: string;
  options: readonly { readonly id: string; readonly name: string }[];
  value: string;
  onChange: (id: string) => void;
  /** Where a dialog begins. */
  focusFirst?: boolean;
}

/** One of several, by name. */
export function SelectField({ label, help, choose, options, value, onChange, focusFirst = false }: SelectFieldProps) {
  return (
    <Field label={label} {...(help === undefined ? {} : { help })}>
      {(ids) => (
        <select
          {...ids}
          {...(focusFirst ? { 'data-focus-first': true } : {})}
          required
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={FIELD}
        >
          {choose !== undefined && <option value="">{choose}</option>}
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
