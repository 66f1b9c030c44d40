'use client';
import { useTranslations } from 'next-intl';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { withdrawInvitation } from '#lib/client/people.ts';
import type { OpenLink } from './invitations-list.tsx';
import { useAdminRefusal } from './use-admin-refusal.ts';
import { useRefresh } from './use-refresh.ts';

interface WithdrawDialogProps {
  link: OpenLink;
  onDone: (done: Done) => void;
  onClose: () => void;
}

export function WithdrawDialog({ link, onDone, onClose }: WithdrawDialogProps) {
  const t = useTranslations('people');
  const refusal = useAdminRefusal();
  const refresh = useRefresh();
  const { id, who, about } = link;
  const withdraw = async (): Promise<Done> => {
    await refusal(withdrawInvitation(id)).finally(refresh);
    return { message: t('done.withdrawn', { who }) };
  };
  return (
    <ChangeDialog
      title={t('withdraw.title', { who })}
      submit={t('withdraw.submit')}
      change={withdraw}
      onDone={onDone}
      onClose={onClose}
    >
      <p className="text-ui wrap-anywhere text-muted">{about}</p>
      <p className="text-ui">{t('withdraw.body')}</p>
    </ChangeDialog>
  );
}
