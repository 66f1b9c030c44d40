'use client';
import { RotateCw, WifiOff, Wrench } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { LiveAnswer } from '#lib/client/chat/live-answer.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { type AssistantMessage, isMade, type ToolCall } from '#lib/domain/chat/message.ts';
import { CONTINUE_INSTRUCTION } from '#lib/domain/chat/request.ts';
import { labelledText, makerOf } from '#lib/domain/label/label.ts';
import { AnswerLabel, useLabelWords } from './answer-label.tsx';
import { AnswerStats } from './answer-stats.tsx';
import { BranchArrows } from './branch-arrows.tsx';
import { FailureCard } from './failure-card.tsx';
import { useInserting } from './inserted.tsx';
import { LengthNotice } from './length-notice.tsx';
import { MessageEditor } from './message-editor.tsx';
import { MessageMenu } from './message-menu.tsx';
import { FinishedText, StreamedText } from './text.tsx';
import { Thinking } from './thinking.tsx';
import { useModels } from './use-models.ts';

interface AnswerTurnProps {
  message: AssistantMessage;
  /** The same as it arrives, or has arrived on this page. */
  live: LiveAnswer | undefined;
  /** Only the last answer can be continued. */
  last: boolean;
  /** It says what made it, and so does its copy. */
  labelled: boolean;
}

export function AnswerTurn({ live, ...props }: AnswerTurnProps) {
  return live === undefined ? (
    <AnswerView {...props} live={live} />
  ) : (
    <LiveAnswerView key={live.current().runId} {...props} live={live} />
  );
}

function LiveAnswerView({ live, last, labelled }: AnswerTurnProps & { live: LiveAnswer }) {
  const message = useSyncExternalStore(live.subscribeFigures, live.figures, live.figures);
  return <AnswerView message={message} last={last} live={live} labelled={labelled} />;
}

function AnswerView({ message, last, live, labelled }: AnswerTurnProps) {
  const t = useTranslations('chat.answer');
  const { modelId } = useModels();
  const busy = useChat((state) => state.busy);
  const { edit, regenerate, versionOf } = useChat.getState();
  const [editing, setEditing] = useState<{ version: number }>();
  const { insert, editor } = useInserting(message.id);
  const streaming = message.status === 'streaming';
  const again = busy ? undefined : () => regenerate(modelId || message.model, message.id);
  const silent = message.text === '' && message.toolCalls.length === 0;
  if (editing !== undefined) {
    return (
      <MessageEditor
        label={t('editing')}
        initial={message.text}
        save={{ label: t('keep'), run: (text) => edit(message.id, { text }, editing.version) }}
        onClose={() => setEditing(undefined)}
      />
    );
  }
  return (
    <article id={message.id} aria-label={t('label')} className="group">
      <header className="mb-1.5 flex flex-wrap items-center gap-1.5">
        <h2 className="flex min-w-0 items-center gap-1.5 text-meta font-normal break-all text-faint">
          {message.model || t('written')}
          {message.sandbox && <SandboxMark />}
        </h2>
        {labelled && isMade(message) && <AnswerLabel message={message} />}
      </header>
      {message.reasoning !== '' && <Thinking message={message} live={live} />}
      {live === undefined ? <FinishedText text={message.text} /> : <StreamedText source={live.text} />}
      {streaming && silent && message.reasoning === '' && <Waiting />}
      {live !== undefined && <Lost live={live} />}
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
        <BranchArrows id={message.id} />
        {!streaming && (
          <div className="flex opacity-0 transition-opacity duration-120 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
            {message.text !== '' && <CopyAnswer message={message} labelled={labelled} />}
            {again !== undefined && (
              <IconButton compact label={t('regenerate')} onClick={again}>
                <RotateCw size={14} strokeWidth={1.5} aria-hidden />
              </IconButton>
            )}
            <MessageMenu
              id={message.id}
              onEdit={() => setEditing({ version: versionOf(message.id) })}
              onInsert={insert}
            />
          </div>
        )}
      </div>
      {last && !busy && message.model === '' && <ContinueWritten />}
      {editor}
    </article>
  );
}

function CopyAnswer({ message, labelled }: Pick<AnswerTurnProps, 'message' | 'labelled'>) {
  const t = useTranslations('chat.answer');
  const words = useLabelWords();
  const text = labelled ? labelledText(message.text, words[makerOf(message)]) : message.text;
  return <CopyButton text={text} label={t('copy')} />;
}

/** The connection is gone for the moment; the answer is still being made. */
function Lost({ live }: { live: LiveAnswer }) {
  const t = useTranslations('chat.answer');
  const lost = useSyncExternalStore(
    live.subscribeFigures,
    () => live.isLost,
    () => false,
  );
  if (!lost) return null;
  return (
    <p role="status" className="mt-1 flex items-center gap-2 text-meta text-warning">
      <WifiOff size={14} strokeWidth={1.5} aria-hidden />
      {t('lost')}
    </p>
  );
}

/** A person began this answer: the model may go on with it. */
function ContinueWritten() {
  const t = useTranslations('chat.answer');
  const locale = useLocale();
  const { modelId } = useModels();
  const { continueAnswer } = useChat.getState();
  return (
    <Button
      size="compact"
      disabled={modelId === ''}
      onClick={() => continueAnswer(CONTINUE_INSTRUCTION[locale], modelId)}
    >
      {t('continue')}
    </Button>
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
