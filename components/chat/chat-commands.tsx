'use client';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { goToChat } from '#lib/client/chat/go-to.ts';
import { searchConversations } from '#lib/client/chat/list.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { provideCommands, provideSource } from '#lib/client/commands.ts';
import { tell } from '#lib/client/notice.ts';
import { labelledText, makerOf } from '#lib/domain/label/label.ts';
import { useLabelWords } from './answer-label.tsx';
import { useModels } from './use-models.ts';

interface ChatCommandsProps {
  /** Answers say what made them, and so do their copies. */
  labelled: boolean;
  onExport: () => void;
  onToggleList: () => void;
  onTogglePanel: () => void;
}

const lastAnswer = () => {
  const last = useChat.getState().messages.at(-1);
  return last?.role === 'assistant' && last.status !== 'streaming' ? last : undefined;
};

/** What can be done to the conversation by key and by name. */
export function ChatCommands({ labelled, onExport, onToggleList, onTogglePanel }: ChatCommandsProps) {
  const t = useTranslations('chat.announce');
  const labelWords = useLabelWords();
  const { modelId } = useModels();

  useEffect(() => {
    const state = useChat.getState;
    const copyAnswer = () => {
      const answer = lastAnswer();
      if (answer === undefined) return;
      const text = labelled ? labelledText(answer.text, labelWords[makerOf(answer)]) : answer.text;
      void navigator.clipboard.writeText(text).then(
        () => tell(t('copied')),
        () => tell(t('copyFailed')),
      );
    };
    return provideCommands({
      newChat: {
        run: () => {
          goToChat();
          focusComposer();
        },
        enabled: () => state().phase !== 'new',
      },
      focusComposer: { run: focusComposer },
      stop: { run: () => state().stop(), enabled: () => state().busy },
      regenerate: {
        run: () => state().regenerate(modelId),
        enabled: () => modelId !== '' && lastAnswer() !== undefined,
      },
      copyAnswer: { run: copyAnswer, enabled: () => (lastAnswer()?.text ?? '') !== '' },
      toggleConversations: { run: onToggleList },
      toggleParameters: { run: onTogglePanel },
      exportChat: { run: onExport, enabled: () => state().messages.length > 0 },
    });
  }, [labelled, labelWords, modelId, onExport, onToggleList, onTogglePanel, t]);

  const found = useTranslations('chat.conversations');
  const untitled = useTranslations('chat')('untitled');
  useEffect(
    () =>
      provideSource({
        id: 'conversations',
        heading: found('title'),
        async search(query, signal) {
          const { data } = await searchConversations(query, signal);
          return data.map(({ conversationId, messageId, title, excerpt }) => ({
            id: `${conversationId} ${messageId}`,
            label: title ?? untitled,
            hint: excerpt,
            run: () => {
              goToChat(conversationId);
              if (messageId !== null) useChat.getState().seek(messageId);
            },
          }));
        },
      }),
    [found, untitled],
  );
  return null;
}

const focusComposer = () => document.getElementById('composer')?.focus();
