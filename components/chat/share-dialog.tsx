'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { fetchShare, shareConversation, withdrawShare } from '#lib/client/chat/conversations.ts';

interface ShareDialogProps {
  /** Of the conversation. */
  id: string;
  title: string;
  onClose: () => void;
}

/** A link to a read-only copy, for those who are signed in here; it can be withdrawn. */
export function ShareDialog({ id, title, onClose }: ShareDialogProps) {
  const t = useTranslations('chat.share');
  const shell = useTranslations('shell');
  const client = useQueryClient();
  const queryKey = ['share', id];
  const { data, isError, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => fetchShare(id, signal),
    staleTime: 0,
  });
  const act = useMutation({
    mutationFn: (wish: 'share' | 'withdraw') => (wish === 'share' ? shareConversation(id) : withdrawShare(id)),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const share = data?.share;
  return (
    <Dialog title={t('title', { title })} closeLabel={shell('close')} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4 text-ui">
        <p className="text-muted">{t('what')}</p>
        {isError && <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void refetch()} />}
        {share === null && (
          <Button look="primary" className="self-start" disabled={act.isPending} onClick={() => act.mutate('share')}>
            {t('make')}
          </Button>
        )}
        {share !== null && share !== undefined && (
          <Link
            id={share.id}
            createdAtMs={share.createdAtMs}
            pending={act.isPending}
            onAct={(wish) => act.mutate(wish)}
          />
        )}
        <p role="status" className="text-meta text-danger empty:hidden">
          {act.isError ? shell('failed', { message: act.error.message }) : ''}
        </p>
      </div>
    </Dialog>
  );
}

interface LinkProps {
  id: string;
  createdAtMs: number;
  pending: boolean;
  onAct: (wish: 'share' | 'withdraw') => void;
}

function Link({ id, createdAtMs, pending, onAct }: LinkProps) {
  const t = useTranslations('chat.share');
  const format = useFormatter();
  const address = `${window.location.origin}/shared/${id}`;
  return (
    <>
      <div className="flex items-center gap-2">
        <input
          readOnly
          aria-label={t('link')}
          value={address}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 min-w-0 grow rounded-control border border-line bg-bg px-2 font-mono text-meta pointer-coarse:h-11"
        />
        <CopyButton text={address} label={t('copy')} />
      </div>
      <p className="text-meta text-faint">
        {t('asOf', { time: format.dateTime(createdAtMs, { dateStyle: 'medium', timeStyle: 'short' }) })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={pending} onClick={() => onAct('share')}>
          {t('renew')}
        </Button>
        <Button look="danger" disabled={pending} onClick={() => onAct('withdraw')}>
          {t('withdraw')}
        </Button>
      </div>
    </>
  );
}
