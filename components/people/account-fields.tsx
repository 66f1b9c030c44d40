'use client';
import { useTranslations } from 'next-intl';
import { FIELD, Field } from '#components/ui/field.tsx';
import { PasswordField } from './password-field.tsx';

/** What makes an account. */
export interface AccountWish {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const NO_ACCOUNT: AccountWish = { name: '', email: '', password: '' };

interface AccountFieldsProps {
  wish: AccountWish;
  onChange: (wish: AccountWish) => void;
  /** The address is given. */
  emailGiven?: boolean;
}

export function AccountFields({ wish, onChange, emailGiven = false }: AccountFieldsProps) {
  const t = useTranslations('people');
  return (
    <>
      <Field label={t('name')}>
        {(ids) => (
          <input
            {...ids}
            name="name"
            autoComplete="name"
            required
            maxLength={80}
            value={wish.name}
            onChange={({ target }) => onChange({ ...wish, name: target.value })}
            className={FIELD}
          />
        )}
      </Field>
      <Field label={t('email')} {...(emailGiven ? { help: t('emailGiven') } : {})}>
        {(ids) => (
          <input
            {...ids}
            type="email"
            name="email"
            autoComplete="username"
            required
            readOnly={emailGiven}
            maxLength={254}
            value={wish.email}
            onChange={({ target }) => onChange({ ...wish, email: target.value })}
            className={`${FIELD} read-only:bg-bg read-only:text-muted`}
          />
        )}
      </Field>
      <PasswordField
        label={t('password.label')}
        use="new"
        value={wish.password}
        onChange={(password) => onChange({ ...wish, password })}
      />
    </>
  );
}
