'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { rotateKey } from '#lib/client/keys.ts';
import type { Key, KeyCreated } from '#lib/contract/keys.ts';

const OVERLAPS = { none: 0, hour: 60, day: 24 * 60, week: 7 * 24 * 60 } as const;
type Overlap = keyof typeof OVERLAPS;
const NAMES: readonly Overlap[] = ['hour', 'day', 'week', 'none'];

interface RotateDialogProps {
  subject: Key;
  onRotated: (created: KeyCreated) => void;
  onClose: () => void;
}

export function RotateDialog({ subject, onRotated, onClose }: RotateDialogProps) {
  const t = useTranslations('keys.rotate');
  const [overlap, setOverlap] = useState<Overlap>('day');
  return (
    <ChangeDialog
      title={t('title', { name: subject.name })}
      submit={t('submit')}
      change={() => rotateKey(subject.id, OVERLAPS[overlap])}
      onDone={onRotated}
      onClose={onClose}
    >
      <p className="text-ui">{t('body')}</p>
      <Field label={t('overlap')}>
        {(ids) => (
          <select
            {...ids}
            value={overlap}
            onChange={({ target }) => setOverlap(NAMES.find((name) => name === target.value) ?? 'day')}
            className={FIELD}
          >
            {NAMES.map((name) => (
              <option key={name} value={name}>
                {t(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </ChangeDialog>
  );
}
