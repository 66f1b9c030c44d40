'use client';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useChat } from '#lib/client/chat/store.ts';
import { provideCommands } from '#lib/client/commands.ts';
import { tell } from '#lib/client/notice.ts';
import { labelledText, makerOf } from '#lib/domain/label/label.ts';
import { useLabelWords } from './answer-label.tsx';
import { useModels } from './use-models.ts';

interface ChatCommandsProps {
  /** Answers say what made them, and so do their copies. */
  labelled: boolean;
  onExport: () => void;
  onTogglePanel: () => void;
}

const lastAnswer = () => {
  const last = useChat.getState().messages.at(-1);
  return last?.role === 'assistant' && last.status !== 'streaming' ? last : undefined;
};

/** What can be done to the conversation by key and by name. */
export function ChatCommands({ labelled, onExport, onTogglePanel }: ChatCommandsProps) {
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
          state().newChat();
          focusComposer();
        },
        enabled: () => state().messages.length > 0,
      },
      focusComposer: { run: focusComposer },
      stop: { run: () => state().stop(), enabled: () => state().busy },
      regenerate: {
        run: () => void state().regenerate(modelId),
        enabled: () => modelId !== '' && lastAnswer() !== undefined,
      },
      copyAnswer: { run: copyAnswer, enabled: () => (lastAnswer()?.text ?? '') !== '' },
      toggleParameters: { run: onTogglePanel },
      exportChat: { run: onExport, enabled: () => state().messages.length > 0 },
    });
  }, [labelled, labelWords, modelId, onExport, onTogglePanel, t]);
  return null;
}

const focusComposer = () => document.getElementById('composer')?.focus();
