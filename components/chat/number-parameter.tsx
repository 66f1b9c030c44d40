'use client';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { checkNumber, type NumberParameter, type NumberRange } from '#lib/domain/chat/parameters.ts';

interface NumberParameterFieldProps {
  name: NumberParameter;
  range: NumberRange;
}

/** A number with its slider. Untouched, it shows the default in grey and is not sent. */
export function NumberParameterField({ name, range }: NumberParameterFieldProps) {
  const t = useTranslations('chat.panel');
  const id = useId();
  const value = useChat((state) => state.settings.parameters[name]);
  const { setParameter } = useChat.getState();
  // What is being typed may not be a number yet; the store only ever holds a valid one.
  const [typed, setTyped] = useState<string>();
  const problem = typed === undefined ? undefined : checkNumber(typed, range);
  const touched = value !== undefined || typed !== undefined;
  const label = t(`names.${name}`);

  const type = (text: string) => {
    if (text.trim() === '') {
      setTyped(undefined);
      setParameter(name, undefined);
      return;
    }
    if (checkNumber(text, range) === undefined) setParameter(name, Number(text));
    setTyped(text);
  };
  const reset = () => {
    setTyped(undefined);
    setParameter(name, undefined);
  };

  return (
    <div>
      <div className="flex min-h-8 items-center gap-2">
        <label htmlFor={id} className="min-w-0 text-ui">
          {label} <code className="font-mono text-meta text-muted">{name}</code>
        </label>
        <span className="grow" />
        {touched && (
          <IconButton compact label={t('reset', { name: label })} onClick={reset}>
            <RotateCcw size={12} strokeWidth={1.5} aria-hidden />
          </IconButton>
        )}
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? value ?? ''}
          placeholder={range.default === undefined ? t('unset') : t('default', { value: range.default })}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setTyped(undefined)}
          className="field-sizing-content h-7 min-w-16 max-w-28 shrink-0 rounded-control border border-transparent bg-transparent px-1.5 text-right tabular-nums hover:border-line focus:border-line-control focus:bg-panel aria-invalid:border-danger pointer-coarse:h-11"
        />
      </div>
      {range.slider !== undefined && (
        <input
          type="range"
          aria-label={label}
          min={range.min}
          max={range.slider.max}
          step={range.slider.step}
          value={value ?? range.default}
          data-untouched={value === undefined}
          onChange={(event) => {
            setTyped(undefined);
            setParameter(name, event.target.valueAsNumber);
          }}
          className="slider"
        />
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="text-meta text-danger">
          {problem === 'notInteger' ? t('notInteger') : t('outOfRange', { min: range.min, max: range.max })}
        </p>
      )}
    </div>
  );
}
