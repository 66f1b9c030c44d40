'use client';
import { useLocale, useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import type { AssistantMessage } from '#lib/domain/chat/message.ts';
import { CONTINUE_INSTRUCTION } from '#lib/domain/chat/request.ts';
import { useModels } from './use-models.ts';

/** An answer was cut at `max_tokens`: let it go on, or raise the limit and have it made again. */
export function LengthNotice({ message }: { message: AssistantMessage }) {
  const t = useTranslations('chat.answer');
  const locale = useLocale();
  const { modelId, model } = useModels();
  const limit = useChat((state) => state.settings.parameters.max_tokens) ?? CHAT_PARAMETERS.max_tokens.default;
  const { continueAnswer, setParameter, regenerate } = useChat.getState();
  const raised = Math.min(limit * 2, Math.floor((model?.context_length ?? CHAT_PARAMETERS.max_tokens.max) / 2));
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 rounded-card border border-line bg-warning-soft px-3 py-2 text-ui">
      <span className="grow">{t('length')}</span>
      <Button size="compact" onClick={() => continueAnswer(CONTINUE_INSTRUCTION[locale], modelId || message.model)}>
        {t('continue')}
      </Button>
      {raised > limit && (
        <Button
          size="compact"
          onClick={() => {
            setParameter('max_tokens', raised);
            regenerate(modelId || message.model, message.id);
          }}
        >
          {t('raise', { count: raised })}
        </Button>
      )}
    </div>
  );
}
