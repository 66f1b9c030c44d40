'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { SharedConversation } from '#lib/contract/conversations.ts';
import { type AssistantMessage, isMade, type Message, toMessage } from '#lib/domain/chat/message.ts';
import { AnswerLabel } from './answer-label.tsx';
import { MessagePictures } from './message-pictures.tsx';
import { FinishedText } from './text.tsx';

interface SharedPageProps {
  conversation: SharedConversation;
  /** Answers say what made them. */
  labelled: boolean;
}

/** What somebody shares, to read: as it was when they did. */
export function SharedPage({ conversation, labelled }: SharedPageProps) {
  const t = useTranslations('chat.shared');
  const chat = useTranslations('chat');
  const format = useFormatter();
  const { id, title, ownerName, createdAtMs, messages, system } = conversation;
  const time = format.dateTime(createdAtMs, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-[760px] flex-col gap-6 px-4 py-8 sm:px-6">
        <header>
          <h1 className="text-display wrap-anywhere">{title ?? chat('untitled')}</h1>
          <p className="mt-1 text-meta text-muted">{t('by', { name: ownerName, time })}</p>
        </header>
        {system !== '' && <Plain words={system} label={chat('panel.system')} />}
        {messages.map(toMessage).map((message) => (
          <SharedMessage key={message.id} shareId={id} message={message} labelled={labelled} />
        ))}
      </div>
    </div>
  );
}

interface SharedMessageProps {
  shareId: string;
  message: Message;
  labelled: boolean;
}

function SharedMessage({ shareId, message, labelled }: SharedMessageProps) {
  const t = useTranslations('chat');
  if (message.role === 'system') return <Plain words={message.text} label={t('roles.system')} />;
  if (message.role === 'assistant') return <SharedAnswer message={message} labelled={labelled} />;
  const { text, pictures = [] } = message;
  return (
    <article aria-label={t('user.label')} className="flex flex-col items-end">
      {pictures.length > 0 && <MessagePictures pictures={pictures} shareId={shareId} />}
      {(text !== '' || pictures.length === 0) && (
        <p className="max-w-[85%] rounded-composer rounded-br-[4px] bg-hover px-3.5 py-2 text-prose break-words whitespace-pre-wrap">
          {text}
        </p>
      )}
    </article>
  );
}

function SharedAnswer({ message, labelled }: { message: AssistantMessage; labelled: boolean }) {
  const t = useTranslations('chat.answer');
  return (
    <article aria-label={t('label')}>
      <h2 className="mb-1.5 flex flex-wrap items-center gap-1.5 text-meta font-normal break-all text-faint">
        {message.model || t('written')}
        {message.sandbox && <SandboxMark />}
        {labelled && isMade(message) && <AnswerLabel message={message} />}
      </h2>
      <FinishedText text={message.text} />
    </article>
  );
}

function Plain({ words, label }: { words: string; label: string }) {
  return (
    <article aria-label={label}>
      <h2 className="mb-1 text-meta font-normal text-faint">{label}</h2>
      <p className="rounded-card border border-line bg-bg px-3.5 py-2 text-prose break-words whitespace-pre-wrap text-muted">
        {words}
      </p>
    </article>
  );
}
