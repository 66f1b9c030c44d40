'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FIELD, Field } from '#components/ui/field.tsx';
import { type Footer, MAX_LINE_CHARACTERS } from '#lib/contract/settings.ts';
import { Section } from './section.tsx';
import { SettingsForm } from './settings-form.tsx';

const NUMBERS = ['icp', 'publicSecurity', 'modelFiling'] as const;

export function FooterForm({ footer }: { footer: Footer }) {
  const t = useTranslations('settings.footer');
  const [wish, setWish] = useState(footer);
  return (
    <Section title={t('title')} intro={t('intro')}>
      <SettingsForm patch={{ footer: wish }} onSaved={(settings) => setWish(settings.footer)}>
        {NUMBERS.map((name) => (
          <Field key={name} label={t(name)} help={t(`${name}Help`)}>
            {(ids) => (
              <input
                {...ids}
                autoComplete="off"
                spellCheck={false}
                maxLength={MAX_LINE_CHARACTERS}
                placeholder={t(`${name}Example`)}
                value={wish[name]}
                onChange={({ target }) => setWish((before) => ({ ...before, [name]: target.value }))}
                className={FIELD}
              />
            )}
          </Field>
        ))}
      </SettingsForm>
    </Section>
  );
}
