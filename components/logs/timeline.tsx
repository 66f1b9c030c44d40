'use client';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import type { LogWords } from './use-log-words.ts';

interface TimelineProps {
  call: Pick<LoggedCall, 'firstByteMs' | 'durationMs'>;
  words: LogWords;
}

/** When it was sent on, when the upstream began, when the first byte went out, as far as that is known. */
export function Timeline({ call: { firstByteMs, durationMs }, words }: TimelineProps) {
  if (firstByteMs === null || durationMs <= 0) return null;
  const share = Math.min(1, firstByteMs / durationMs) * 100;
  return (
    <div className="px-4 pb-6">
      <svg aria-hidden viewBox="0 0 100 6" preserveAspectRatio="none" className="h-2 w-full rounded-full">
        <rect width={100} height={6} className="fill-accent-soft" />
        <rect width={share} height={6} className="fill-accent" />
      </svg>
      <p className="mt-1 flex justify-between text-meta text-muted tabular-nums">
        <span>{words.ms(firstByteMs)}</span>
        <span>{words.ms(durationMs)}</span>
      </p>
    </div>
  );
}
