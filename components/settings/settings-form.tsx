'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { changeSettings, settingsQuery } from '#lib/client/settings.ts';
import type { Settings, SettingsPatch } from '#lib/contract/settings.ts';

interface SettingsFormProps {
  patch: SettingsPatch;
  onSaved: (settings: Settings) => void;
  children: ReactNode;
}

/** Settings that are saved together; what is refused is said, and nothing that was typed is lost. */
export function SettingsForm({ patch, onSaved, children }: SettingsFormProps) {
  const t = useTranslations('settings.form');
  const client = useQueryClient();
  const router = useRouter();
  const mutation = useMutation({
    mutationFn: changeSettings,
    onSuccess: (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      onSaved(settings);
      // What the server rendered with the old ones: the footer.
      router.refresh();
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onChange={() => mutation.reset()}
      onSubmit={(event) => {
        event.preventDefault();
        if (!mutation.isPending) mutation.mutate(patch);
      }}
    >
      {children}
      {mutation.isError && (
        <p role="alert" className="rounded-control bg-danger-soft px-3 py-2 text-ui text-danger">
          {t('failed', { message: mutation.error.message })}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" disabled={mutation.isPending}>
          {t('save')}
        </Button>
        <span role="status" className="text-ui text-muted">
          {mutation.isSuccess && t('saved')}
        </span>
      </div>
    </form>
  );
}
