'use client';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { type ChatPhase, useChat } from '#lib/client/chat/store.ts';

/** What stands where a conversation would, while there is none. */
export function ChatState({ phase, onNew }: { phase: ChatPhase; onNew: () => void }) {
  const t = useTranslations('chat.state');
  if (phase === 'loading') {
    return (
      <p role="status" className="px-6 py-8 text-center text-ui text-faint">
        {t('loading')}
      </p>
    );
  }
  if (phase === 'failed') {
    return (
      <div className="mx-auto max-w-[760px] p-6">
        <LoadFailed words={t('failed')} retry={t('retry')} onRetry={() => void useChat.getState().reopen()} />
      </div>
    );
  }
  if (phase !== 'missing') return null;
  return (
    <div className="mx-auto flex max-w-[760px] flex-col items-start gap-3 p-6">
      <h2 className="text-title">{t('missing')}</h2>
      <p className="text-muted">{t('missingHelp')}</p>
      <Button look="primary" onClick={onNew}>
        {t('new')}
      </Button>
    </div>
  );
}
