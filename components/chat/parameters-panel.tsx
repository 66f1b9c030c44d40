'use client';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FIELD } from '#components/ui/field.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { formatStops, MAX_STOPS, type NumberParameter, parseStops, rangeOf } from '#lib/domain/chat/parameters.ts';
import { AddMessage } from './add-message.tsx';
import { NumberParameterField } from './number-parameter.tsx';
import { isSandbox, useModels } from './use-models.ts';

/** Parameters that work everywhere, and those that need a model to sample from. */
const LIMITS: readonly NumberParameter[] = ['max_tokens'];
const SAMPLING: readonly NumberParameter[] = ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'seed'];

/** System prompt and parameters. Whatever nobody touched stands in grey and is not sent. */
export function ParametersPanel() {
  const t = useTranslations('chat.panel');
  const id = useId();
  const { model } = useModels();
  const system = useChat((state) => state.settings.system);
  const touched = useChat((state) => Object.keys(state.settings.parameters).length > 0);
  const { setSystem, resetParameters } = useChat.getState();
  const number = (name: NumberParameter) => (
    <NumberParameterField key={name} name={name} range={rangeOf(name, model?.context_length)} />
  );
  const systemPrompt = (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-ui">
        {t('system')}
      </label>
      <textarea
        id={id}
        rows={3}
        value={system}
        placeholder={t('systemPlaceholder')}
        onChange={(event) => setSystem(event.target.value)}
        className={`${FIELD} resize-y`}
      />
    </div>
  );
  const reset = touched && (
    <Button size="compact" className="self-start" onClick={resetParameters}>
      {t('resetAll')}
    </Button>
  );
  if (!isSandbox(model)) {
    return (
      <div className="flex flex-col gap-4 p-4">
        {systemPrompt}
        <AddMessage />
        {[...LIMITS, ...SAMPLING].map(number)}
        <StopField />
        <p className="text-meta text-faint">{t('notSent')}</p>
        {reset}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      <AddMessage />
      {LIMITS.map(number)}
      <StopField />
      <fieldset className="mt-1 flex min-w-0 flex-col gap-4 border-t border-line pt-3">
        <legend className="float-left w-full">
          <span className="block text-ui font-semibold text-warning">{t('noEffect')}</span>
          <span className="block text-meta text-muted">{t('noEffectWhy')}</span>
        </legend>
        {systemPrompt}
        {SAMPLING.map(number)}
      </fieldset>
      <p className="text-meta text-faint">{t('notSent')}</p>
      {reset}
    </div>
  );
}

function StopField() {
  const t = useTranslations('chat.panel');
  const id = useId();
  const stops = useChat((state) => state.settings.parameters.stop);
  const { setParameter } = useChat.getState();
  // The text as typed: an empty last line is no sequence yet, but must not vanish under the cursor.
  const [typed, setTyped] = useState<string>();
  const tooMany = parseStops(typed ?? '').length > MAX_STOPS;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-ui">
        {t('names.stop')} <code className="font-mono text-meta text-muted">stop</code>
      </label>
      <textarea
        id={id}
        rows={2}
        value={typed ?? formatStops(stops ?? [])}
        placeholder={t('unset')}
        aria-describedby={`${id}-help`}
        aria-invalid={tooMany}
        onChange={(event) => {
          setTyped(event.target.value);
          const sequences = parseStops(event.target.value).slice(0, MAX_STOPS);
          setParameter('stop', sequences.length > 0 ? sequences : undefined);
        }}
        onBlur={() => setTyped(undefined)}
        className={`${FIELD} resize-y font-mono aria-invalid:border-danger`}
      />
      <p id={`${id}-help`} className={tooMany ? 'mt-1 text-meta text-danger' : 'mt-1 text-meta text-faint'}>
        {tooMany ? t('tooManyStops') : t('stopHelp')}
      </p>
    </div>
  );
}
