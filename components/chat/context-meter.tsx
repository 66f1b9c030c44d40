'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ContextFill } from '#lib/domain/chat/context-window.ts';

/** From here on a context is nearly full. */
const NEARLY_FULL = 0.8;

interface ContextMeterProps {
  fill: ContextFill;
  promptTokens: number;
  className?: string;
}

/** How full a model's context would be: in full colour the prompt, in half of it the longest answer. */
export function ContextMeter({
  fill: { contextTokens, wantedTokens, overTokens },
  promptTokens,
  className,
}: ContextMeterProps) {
  const t = useTranslations('chat.context');
  const format = useFormatter();
  const share = wantedTokens / contextTokens;
  const colour = overTokens > 0 ? 'fill-danger' : share >= NEARLY_FULL ? 'fill-warning' : 'fill-accent';
  const width = (tokens: number) => Math.min(tokens / contextTokens, 1) * 100;
  return (
    <svg
      role="img"
      aria-label={t('label', { percent: format.number(share, { style: 'percent' }) })}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={`h-1 shrink-0 overflow-hidden rounded-full ${className ?? 'w-full'}`}
    >
      <rect width={100} height={4} className="fill-line" />
      <rect width={width(wantedTokens)} height={4} className={`${colour} opacity-40`} />
      <rect width={width(promptTokens)} height={4} className={colour} />
    </svg>
  );
}
