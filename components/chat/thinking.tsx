'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { LiveAnswer } from '#lib/client/chat/live-answer.ts';
import type { AssistantMessage } from '#lib/domain/chat/message.ts';
import { FinishedText, StreamedText } from './text.tsx';

interface ThinkingProps {
  message: AssistantMessage;
  live?: LiveAnswer | undefined;
}

/** What a model thought before it answered: folded, timed, and no part of the answer. */
export function Thinking({ message, live }: ThinkingProps) {
  const t = useTranslations('chat.thinking');
  const [open, setOpen] = useState(false);
  const { firstThoughtMs = 0, thoughtEndMs = 0 } = message.timings;
  const running = message.status === 'streaming' && message.text === '';
  const seconds = ((thoughtEndMs - firstThoughtMs) / 1000).toFixed(1);
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="mb-2 rounded-card border border-line-soft bg-bg"
    >
      <summary className="flex h-8 list-none items-center gap-1.5 px-2.5 text-meta text-muted pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={14} strokeWidth={1.5} aria-hidden className={open ? 'rotate-90' : undefined} />
        <span className="tabular-nums">
          {running ? t('running') : t('done', { seconds })}
          {running && ` ${seconds} s`}
        </span>
      </summary>
      {open && (
        <div className="border-t border-line-soft px-3 py-2 text-muted">
          {live === undefined ? <FinishedText text={message.reasoning} /> : <StreamedText source={live.reasoning} />}
        </div>
      )}
    </details>
  );
}
