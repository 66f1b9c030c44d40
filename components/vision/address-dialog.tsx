'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { fetchRemotePicture } from '#lib/client/vision/remote-picture.ts';

interface AddressDialogProps {
  onPicture: (file: File) => void;
  onClose: () => void;
}

/** A picture from the web, which the server loads. */
export function AddressDialog({ onPicture, onClose }: AddressDialogProps) {
  const t = useTranslations('vision.address');
  const [url, setUrl] = useState('');
  const closed = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    closed.current = controller;
    return () => controller.abort();
  }, []);
  return (
    <ChangeDialog
      title={t('title')}
      submit={t('submit')}
      change={() => fetchRemotePicture(url.trim(), closed.current.signal)}
      onDone={(file) => {
        onPicture(file);
        onClose();
      }}
      onClose={onClose}
    >
      <Field label={t('label')} help={t('help')}>
        {(ids) => (
          <input
            {...ids}
            data-focus-first
            required
            type="url"
            inputMode="url"
            pattern="\s*https://.*"
            placeholder="https://"
            autoComplete="off"
            spellCheck={false}
            value={url}
            onChange={({ target }) => setUrl(target.value)}
            className={FIELD}
          />
        )}
      </Field>
    </ChangeDialog>
  );
}
