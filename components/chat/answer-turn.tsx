'use client';
import { RotateCw, Wrench } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { LiveAnswer } from '#lib/client/chat/live-answer.ts';
import { useChat } from '#lib/client/chat/store.ts';
import type { AssistantMessage, ToolCall } from '#lib/domain/chat/message.ts';
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
}

export function AnswerTurn({ message, last }: AnswerTurnProps) {
  const live = useChat((state) => (last && state.live?.id === message.id ? state.live : undefined));
  return live === undefined ? (
    <AnswerView message={message} last={last} />
  ) : (
    <LiveAnswerView key={message.id} live={live} />
  );
}

function LiveAnswerView({ live }: { live: LiveAnswer }) {
  const message = useSyncExternalStore(live.subscribeFigures, live.figures, live.figures);
  return <AnswerView message={message} last live={live} />;
}

function AnswerView({ message, last, live }: AnswerTurnProps & { live?: LiveAnswer }) {
  const t = useTranslations('chat.answer');
  const { modelId } = useModels();
  const { regenerate } = useChat.getState();
  const streaming = message.status === 'streaming';
  const again = last && !streaming ? () => void regenerate(modelId || message.model) : undefined;
  const silent = message.text === '' && message.toolCalls.length === 0;
  return (
    <article aria-label={t('label')} className="group">
      <h2 className="mb-1.5 flex items-center gap-1.5 text-meta font-normal text-faint">
        {message.model}
        {message.sandbox && <SandboxMark />}
      </h2>
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
            {message.text !== '' && <CopyButton text={message.text} label={t('copy')} />}
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
