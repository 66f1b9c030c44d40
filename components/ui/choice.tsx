'use client';
import { useId } from 'react';

interface ChoiceProps<Id extends string> {
  legend: string;
  options: readonly { readonly id: Id; readonly name: string }[];
  value: Id;
  onChange: (id: Id) => void;
}

/** One of a few that all stand there. */
export function Choice<Id extends string>({ legend, options, value, onChange }: ChoiceProps<Id>) {
  const group = useId();
  return (
    <fieldset className="max-w-full">
      <legend className="mb-1.5 text-ui">{legend}</legend>
      <div className="flex flex-wrap gap-1 rounded-control bg-hover p-[3px]">
        {options.map(({ id, name }) => (
          <label
            key={id}
            className="flex h-7 grow items-center justify-center rounded-[4px] px-3 text-meta whitespace-nowrap text-muted has-checked:bg-panel has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11"
          >
            <input type="radio" name={group} checked={value === id} onChange={() => onChange(id)} className="sr-only" />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
