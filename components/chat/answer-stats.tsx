'use client';
import { useTranslations } from 'next-intl';
import { type AssistantMessage, tokensPerSecond } from '#lib/domain/chat/message.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';

const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'function_call', 'content_filter'] as const;

/** One faint line under an answer: time to first word, speed, tokens, and how it ended. */
export function AnswerStats({ message }: { message: AssistantMessage }) {
  const t = useTranslations('chat');
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
    status === 'done' && finishReason !== undefined && (reason ? t(`answer.finish.${reason}`) : finishReason),
  ].filter((figure) => typeof figure === 'string');
  if (figures.length === 0) return null;
  return (
    <ul
      aria-label={t('stats.label')}
      title={usage?.estimated === true ? t('stats.estimated') : undefined}
      className="flex flex-wrap gap-x-3 text-meta text-faint tabular-nums"
    >
      {figures.map((figure) => (
        <li key={figure}>{figure}</li>
      ))}
    </ul>
  );
}
