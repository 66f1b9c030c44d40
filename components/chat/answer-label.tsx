'use client';
import { useTranslations } from 'next-intl';
import type { AssistantMessage } from '#lib/domain/chat/message.ts';
import { type LabelWords, makerOf } from '#lib/domain/label/label.ts';

/** The words of the label, for answers that are copied. */
export function useLabelWords(): LabelWords {
  const t = useTranslations('chat.label');
  return { model: t('model'), sandbox: t('sandbox') };
}

/** Says what made an answer. */
export function AnswerLabel({ message }: { message: AssistantMessage }) {
  const words = useLabelWords();
  return <p className="rounded-[4px] border border-line px-1 text-meta text-muted">{words[makerOf(message)]}</p>;
}
