'use client';
import { useTranslations } from 'next-intl';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { revokeKey } from '#lib/client/keys.ts';
import type { Key } from '#lib/contract/keys.ts';

interface RevokeDialogProps {
  subject: Key;
  onRevoked: () => void;
  onClose: () => void;
}

export function RevokeDialog({ subject, onRevoked, onClose }: RevokeDialogProps) {
  const t = useTranslations('keys.revoke');
  return (
    <ChangeDialog
      title={t('title', { name: subject.name })}
      submit={t('submit')}
      change={() => revokeKey(subject.id)}
      onDone={onRevoked}
      onClose={onClose}
    >
      <p className="text-ui">{t('body')}</p>
    </ChangeDialog>
  );
}
