'use client';
import { RotateCw, Wrench } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { LiveAnswer } from '#lib/client/chat/live-answer.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { type AssistantMessage, isMade, type ToolCall } from '#lib/domain/chat/message.ts';
import { labelledText, makerOf } from '#lib/domain/label/label.ts';
import { AnswerLabel, useLabelWords } from './answer-label.tsx';
import { AnswerStats } from './answer-stats.tsx';
import { FailureCard } from './failure-card.tsx';
import { LengthNotice } from './length-notice.tsx';
import { FinishedText, StreamedText } from './text.tsx';
import { Thinking } from './thinking.tsx';
import { useModels } from './use-models.ts';

interface AnswerTurnProps {
  message: AssistantMessage;
  /** Only the last answer can be made again or continued. */
  last: boolean;
  /** It says what made it, and so does its copy. */
  labelled: boolean;
}

export function AnswerTurn({ message, last, labelled }: AnswerTurnProps) {
  const live = useChat((state) => (last && state.live?.id === message.id ? state.live : undefined));
  return live === undefined ? (
    <AnswerView message={message} last={last} labelled={labelled} />
  ) : (
    <LiveAnswerView key={message.id} live={live} labelled={labelled} />
  );
}

function LiveAnswerView({ live, labelled }: { live: LiveAnswer; labelled: boolean }) {
  const message = useSyncExternalStore(live.subscribeFigures, live.figures, live.figures);
  return <AnswerView message={message} last live={live} labelled={labelled} />;
}

function AnswerView({ message, last, live, labelled }: AnswerTurnProps & { live?: LiveAnswer }) {
  const t = useTranslations('chat.answer');
  const { modelId } = useModels();
  const { regenerate } = useChat.getState();
  const streaming = message.status === 'streaming';
  const again = last && !streaming ? () => void regenerate(modelId || message.model) : undefined;
  const silent = message.text === '' && message.toolCalls.length === 0;
  return (
    <article aria-label={t('label')} className="group">
      <header className="mb-1.5 flex flex-wrap items-center gap-1.5">
        <h2 className="flex min-w-0 items-center gap-1.5 text-meta font-normal break-all text-faint">
          {message.model}
          {message.sandbox && <SandboxMark />}
        </h2>
        {labelled && isMade(message) && <AnswerLabel message={message} />}
      </header>
      {message.reasoning !== '' && <Thinking message={message} live={live} />}
      {live === undefined ? <FinishedText text={message.text} /> : <StreamedText source={live.text} />}
      {streaming && silent && message.reasoning === '' && <Waiting />}
      {message.toolCalls.map((call) => (
        <ToolCallCard key={call.id} call={call} sandbox={message.sandbox} />
      ))}
      {message.status === 'stopped' && <p className="mt-1 text-meta text-muted">{t('stopped')}</p>}
      {message.status === 'interrupted' && <p className="mt-1 text-meta text-muted">{t('interrupted')}</p>}
      {message.status === 'done' && silent && <p className="text-ui text-muted">{t('empty')}</p>}
      {message.failure !== undefined && <FailureCard failure={message.failure} onRetry={again} />}
      {message.finishReason === 'length' && !streaming && last && <LengthNotice message={message} />}
      <div className="mt-2 flex min-h-7 flex-wrap items-center gap-x-2">
        <AnswerStats message={message} />
        {!streaming && (
          <div className="flex opacity-0 transition-opacity duration-120 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
            {message.text !== '' && <CopyAnswer message={message} labelled={labelled} />}
            {again !== undefined && (
              <IconButton compact label={t('regenerate')} onClick={again}>
                <RotateCw size={14} strokeWidth={1.5} aria-hidden />
              </IconButton>
            )}
          </div>
        )}
      </div>
    </article>
  );
}

function CopyAnswer({ message, labelled }: Pick<AnswerTurnProps, 'message' | 'labelled'>) {
  const t = useTranslations('chat.answer');
  const words = useLabelWords();
  const text = labelled ? labelledText(message.text, words[makerOf(message)]) : message.text;
  return <CopyButton text={text} label={t('copy')} />;
}

function Waiting() {
  const t = useTranslations('chat.answer');
  return (
    <p className="flex items-center gap-2 text-ui text-muted">
      <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-accent" />
      {t('waiting')}
    </p>
  );
}

function ToolCallCard({ call, sandbox }: { call: ToolCall; sandbox: boolean }) {
  const t = useTranslations('chat.answer');
  return (
    <article aria-label={t('toolCall', { name: call.name })} className="mt-2 rounded-card border border-line p-3">
      <h3 className="flex items-center gap-2 text-ui">
        <Wrench size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
        {t('toolCall', { name: call.name })}
      </h3>
      <pre className="mt-2 overflow-x-auto rounded-control bg-code p-2.5 font-mono text-meta">{call.arguments}</pre>
      {sandbox && <p className="mt-1.5 text-meta text-muted">{t('toolSandbox')}</p>}
    </article>
  );
}
