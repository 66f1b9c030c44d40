import { FIELD, Field } from './field.tsx';

interface NameFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (name: string) => void;
  /** Where a dialog begins. */
  focusFirst?: boolean;
}

/** What a thing is called; a form does not go without it. */
export function NameField({ label, placeholder, value, onChange, focusFirst = false }: NameFieldProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          {...(focusFirst ? { 'data-focus-first': true } : {})}
          autoComplete="off"
          maxLength={80}
          placeholder={placeholder}
          required
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={FIELD}
        />
      )}
    </Field>
  );
}
