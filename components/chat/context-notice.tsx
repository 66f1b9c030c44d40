'use client';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import type { Figures } from './use-figures.ts';

interface ContextNoticeProps {
  figures: Figures;
  /** It was to be sent, and held back. */
  asked: boolean;
  onSendAnyway: () => void;
}

/** By how much a request is too long for its model, and what helps. */
export function ContextNotice({ figures, asked, onSendAnyway }: ContextNoticeProps) {
  const t = useTranslations('chat.context');
  const { setModel, setParameter } = useChat.getState();
  const { modelId, promptTokens, maxCompletionTokens, context, larger } = figures;
  if (context === undefined) return null;
  const { overTokens, contextTokens, roomTokens } = context;
  return (
    <div className="rounded-card border border-line bg-warning-soft px-3 py-2 text-ui">
      <p>{t('over', { model: modelId, over: overTokens })}</p>
      <p className="text-meta text-muted tabular-nums">
        {t('sum', { prompt: promptTokens, answer: maxCompletionTokens, context: contextTokens })}
      </p>
      {asked && <p className="mt-1">{t('asked')}</p>}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {larger !== undefined && (
          <Button size="compact" onClick={() => setModel(larger.id)}>
            {t('change', { model: larger.id, context: `${Math.round((larger.contextTokens ?? 0) / 1024)}K` })}
          </Button>
        )}
        {roomTokens >= 1 && (
          <Button size="compact" onClick={() => setParameter('max_tokens', roomTokens)}>
            {t('lower', { count: roomTokens })}
          </Button>
        )}
        {asked ? (
          <Button size="compact" onClick={onSendAnyway}>
            {t('sendAnyway')}
          </Button>
        ) : (
          <span className="text-meta text-muted">{t('shorten')}</span>
        )}
      </div>
    </div>
  );
}
