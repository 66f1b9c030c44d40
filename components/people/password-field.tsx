'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '#lib/contract/people.ts';

interface PasswordFieldProps {
  label: string;
  /** `new`: one that is chosen, which a password manager may suggest. */
  use: 'new' | 'current';
  value: string;
  onChange: (value: string) => void;
}

export function PasswordField({ label, use, value, onChange }: PasswordFieldProps) {
  const t = useTranslations('people.password');
  const [shown, setShown] = useState(false);
  const isNew = use === 'new';
  return (
    <Field label={label} {...(isNew ? { help: t('help', { count: MIN_PASSWORD_CHARACTERS }) } : {})}>
      {(ids) => (
        <div className="relative">
          <input
            {...ids}
            type={shown ? 'text' : 'password'}
            name="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            autoCapitalize="none"
            spellCheck={false}
            required
            minLength={isNew ? MIN_PASSWORD_CHARACTERS : undefined}
            maxLength={MAX_PASSWORD_CHARACTERS}
            value={value}
            onChange={({ target }) => onChange(target.value)}
            className={`${FIELD} pr-11`}
          />
          <span className="absolute inset-y-0 right-1 flex items-center">
            <IconButton
              compact
              label={shown ? t('hide') : t('show')}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {shown ? (
                <EyeOff size={16} strokeWidth={1.5} aria-hidden />
              ) : (
                <Eye size={16} strokeWidth={1.5} aria-hidden />
              )}
            </IconButton>
          </span>
        </div>
      )}
    </Field>
  );
}
