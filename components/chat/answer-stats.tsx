'use client';
import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Popover } from '#components/ui/popover.tsx';
import { type AssistantMessage, tokensPerSecond } from '#lib/domain/chat/message.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { AnswerStatsDetails } from './answer-stats-details.tsx';
import { useBilledWords } from './use-cost-words.ts';

const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'function_call', 'content_filter'] as const;

/** One faint line under an answer: time to first word, speed, tokens, cost, and how it ended; the rest on demand. */
export function AnswerStats({ message }: { message: AssistantMessage }) {
  const t = useTranslations('chat');
  const billed = useBilledWords(message);
  const { timings, usage, finishReason, status } = message;
  const speed = tokensPerSecond(message);
  const reason = FINISH_REASONS.find((known) => known === finishReason);
  const about = usage?.estimated === true ? '≈ ' : '';
  const figures = [
    timings.firstThoughtMs !== undefined && t('stats.firstThought', { ms: timings.firstThoughtMs }),
    timings.firstAnswerMs !== undefined && t('stats.firstAnswer', { ms: timings.firstAnswerMs }),
    speed !== undefined && t('stats.speed', { rate: speed.toFixed(speed < 10 ? 1 : 0) }),
    usage !== undefined && about + t('stats.input', { count: usage.promptTokens }),
    usage !== undefined && about + t('stats.output', { count: usage.completionTokens }),
    // Until the upstream reports, what has arrived is counted as the console counts.
    usage === undefined &&
      message.text !== '' &&
      `≈ ${t('stats.output', { count: estimateTokens(message.text + message.reasoning) })}`,
    billed.amount,
    status === 'done' && finishReason !== undefined && (reason ? t(`answer.finish.${reason}`) : finishReason),
  ].filter((figure) => typeof figure === 'string');
  if (figures.length === 0) return null;
  return (
    <>
      <ul
        aria-label={t('stats.label')}
        title={usage?.estimated === true ? t('stats.estimated') : undefined}
        className="flex flex-wrap gap-x-3 text-meta text-faint tabular-nums"
      >
        {figures.map((figure) => (
          <li key={figure}>{figure}</li>
        ))}
      </ul>
      {usage !== undefined && status !== 'streaming' && (
        <Popover
          label={t('stats.details')}
          button={<Info size={14} strokeWidth={1.5} aria-label={t('stats.details')} />}
          buttonProps={{
            title: t('stats.details'),
            className:
              'inline-flex size-7 items-center justify-center rounded-control text-muted opacity-0 transition-opacity duration-120 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-hover hover:text-text aria-expanded:opacity-100 pointer-coarse:size-11 pointer-coarse:opacity-100',
          }}
        >
          <AnswerStatsDetails message={message} usage={usage} />
        </Popover>
      )}
    </>
  );
}
