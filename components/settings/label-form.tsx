'use client';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { FIELD, Field } from '#components/ui/field.tsx';
import { AI_LABEL_MODES, type AiLabelSetting, MAX_LINE_CHARACTERS } from '#lib/contract/settings.ts';
import { Section } from './section.tsx';
import { SettingsForm } from './settings-form.tsx';

export function LabelForm({ setting }: { setting: AiLabelSetting }) {
  const t = useTranslations('settings.label');
  const group = useId();
  const [{ mode, provider }, setWish] = useState({ mode: setting.mode, provider: setting.provider });
  const byDefault = t(`states.${setting.byDefault ? 'on' : 'off'}`);
  return (
    <Section title={t('title')} intro={t('intro')}>
      <SettingsForm
        patch={{ aiLabel: { mode, provider } }}
        onSaved={({ aiLabel }) => setWish({ mode: aiLabel.mode, provider: aiLabel.provider })}
      >
        <fieldset>
          <legend className="mb-1.5 text-ui">{t('mode')}</legend>
          <div className="flex w-fit max-w-full flex-wrap gap-1 rounded-control bg-hover p-[3px]">
            {AI_LABEL_MODES.map((one) => (
              <label
                key={one}
                className="flex h-7 grow items-center justify-center rounded-[4px] px-3 text-meta text-muted has-checked:bg-panel has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11"
              >
                <input
                  type="radio"
                  name={group}
                  checked={mode === one}
                  onChange={() => setWish((before) => ({ ...before, mode: one }))}
                  className="sr-only"
                />
                {t(`modes.${one}`, { state: byDefault })}
              </label>
            ))}
          </div>
          <p className="mt-1 text-meta text-faint">{t('defaultHelp')}</p>
        </fieldset>
        <Field label={t('provider')} help={t('providerHelp')}>
          {(ids) => (
            <input
              {...ids}
              autoComplete="off"
              maxLength={MAX_LINE_CHARACTERS}
              value={provider}
              onChange={({ target }) => setWish((before) => ({ ...before, provider: target.value }))}
              className={FIELD}
            />
          )}
        </Field>
      </SettingsForm>
    </Section>
  );
}
