'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { changeWebhook, createWebhook } from '#lib/client/alerts.ts';
import {
  WEBHOOK_FORMS,
  WEBHOOK_LANGUAGES,
  type Webhook,
  type WebhookForm,
  type WebhookLanguage,
  type WebhookSaved,
} from '#lib/contract/alerts.ts';
import { useRefresh } from './use-refresh.ts';

interface Wish {
  readonly name: string;
  readonly form: WebhookForm;
  readonly language: WebhookLanguage;
  readonly address: string;
  readonly secret: string;
}

interface WebhookDialogProps {
  /** Undefined: a new one. */
  webhook: Webhook | undefined;
  /** @param saved with the secret, where the console made one */
  onDone: (done: Done, saved: WebhookSaved) => void;
  onClose: () => void;
}

export function WebhookDialog({ webhook, onDone, onClose }: WebhookDialogProps) {
  const t = useTranslations('alerts');
  const locale = useLocale();
  const refresh = useRefresh();
  const [before] = useState(webhook);
  const [wish, setWish] = useState<Wish>(() => ({
    ...{ name: '', form: 'feishu', language: locale },
    ...(webhook && { name: webhook.name, form: webhook.form, language: webhook.language }),
    ...{ address: '', secret: '' },
  }));
  const set = (change: Partial<Wish>) => setWish((now) => ({ ...now, ...change }));
  const { name, form, language, address, secret } = wish;
  const takesSecret = form === 'feishu' || form === 'dingtalk';
  const save = async (): Promise<[Done, WebhookSaved]> => {
    const given = takesSecret ? secret.trim() || null : null;
    const saved =
      before === undefined
        ? await createWebhook({ name, form, language, address, ...(takesSecret && { secret: given }) })
        : await changeWebhook(before.id, {
            ...{ name, language },
            ...(address.trim() !== '' && { address }),
            // With another address goes the old one; without, an empty field keeps it.
            ...(takesSecret && (address.trim() !== '' || given !== null) && { secret: given }),
          });
    await refresh();
    return [
      { message: t(before === undefined ? 'done.webhookCreated' : 'done.webhookChanged', { name: saved.name }) },
      saved,
    ];
  };
  return (
    <ChangeDialog
      title={before === undefined ? t('webhookForm.new') : t('webhookForm.change', { name: before.name })}
      submit={t(before === undefined ? 'webhookForm.create' : 'webhookForm.save')}
      change={save}
      onDone={([done, saved]) => onDone(done, saved)}
      onClose={onClose}
      closedBy="request"
    >
      <NameField
        label={t('webhookForm.name')}
        placeholder={t('webhookForm.namePlaceholder')}
        value={name}
        onChange={(value) => set({ name: value })}
        focusFirst
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {before === undefined && (
          <SelectField
            label={t('webhookForm.form')}
            options={WEBHOOK_FORMS.map((id) => ({ id, name: t(`webhooks.forms.${id}`) }))}
            value={form}
            onChange={(id) => set({ form: WEBHOOK_FORMS.find((known) => known === id) ?? form })}
          />
        )}
        <SelectField
          label={t('webhookForm.language')}
          options={WEBHOOK_LANGUAGES.map((id) => ({ id, name: t(`webhooks.languages.${id}`) }))}
          value={language}
          onChange={(id) => set({ language: WEBHOOK_LANGUAGES.find((known) => known === id) ?? language })}
        />
      </div>
      <Field
        label={t('webhookForm.address')}
        help={
          before === undefined
            ? t('webhookForm.addressHelp')
            : `${t('webhookForm.addressKept', { address: before.address })} ${form === 'json' ? t('webhookForm.addressNewSecret') : ''}`
        }
      >
        {(ids) => (
          <input
            {...ids}
            type="url"
            autoComplete="off"
            spellCheck={false}
            maxLength={2_048}
            placeholder={t(`webhookForm.placeholders.${form}`)}
            required={before === undefined}
            value={address}
            onChange={({ target }) => set({ address: target.value })}
            className={`${FIELD} font-mono`}
          />
        )}
      </Field>
      {takesSecret && (
        <Field
          label={t('webhookForm.secret')}
          help={before === undefined ? t(`webhookForm.secretHelp.${form}`) : t('webhookForm.secretChange')}
        >
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="off"
              maxLength={200}
              value={secret}
              onChange={({ target }) => set({ secret: target.value })}
              className={`${FIELD} font-mono`}
            />
          )}
        </Field>
      )}
      {before === undefined && (
        <p className="text-meta text-faint">{t(form === 'json' ? 'webhookForm.jsonHelp' : 'webhookForm.keyword')}</p>
      )}
    </ChangeDialog>
  );
}
