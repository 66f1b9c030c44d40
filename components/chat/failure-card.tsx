'use client';
import { CircleAlert, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { useSecondsUntil } from '#components/ui/use-seconds-until.ts';
import { type FailureWords, failureWords } from '#lib/domain/chat/failure.ts';
import type { AnswerFailure } from '#lib/domain/chat/message.ts';

interface FailureCardProps {
  failure: AnswerFailure;
  /** Absent when there is nothing to try again. */
  onRetry?: (() => void) | undefined;
}

/** What happened, what it means, what to do next; below it the documented type and code and the request id. */
export function FailureCard({ failure, onRetry }: FailureCardProps) {
  const t = useTranslations('errors');
  const seconds = useSecondsUntil(failure.retryAt);
  const words: FailureWords = failureWords(failure.code);
  return (
    <article
      aria-label={t(`codes.${words}.title`)}
      className="mt-2 rounded-card border border-danger/40 bg-danger-soft p-3.5"
    >
      <div className="flex gap-2.5">
        <CircleAlert size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0 text-danger" />
        <div className="min-w-0 grow">
          <h3 className="text-ui">{t(`codes.${words}.title`)}</h3>
          <p className="mt-0.5 text-ui text-muted">{t(`codes.${words}.action`)}</p>
          {failure.message !== '' && (
            <p className="mt-2 text-meta break-words text-muted">
              <span className="font-semibold">{t('details')}: </span>
              <span lang="en">{failure.message}</span>
            </p>
          )}
          <ul className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-meta text-muted">
            {failure.status > 0 && <li>{t('status', { status: String(failure.status) })}</li>}
            <li>{failure.type}</li>
            <li>{failure.code}</li>
            {failure.requestId !== undefined && (
              <li className="flex min-w-0 items-center gap-1">
                <span className="truncate" title={t('requestId')}>
                  {failure.requestId}
                </span>
                <CopyButton text={failure.requestId} label={t('copyRequestId')} />
              </li>
            )}
          </ul>
          {onRetry !== undefined && (
            <Button size="compact" className="mt-3" disabled={seconds > 0} onClick={onRetry}>
              <RotateCw size={14} strokeWidth={1.5} aria-hidden />
              <span className="tabular-nums">{seconds > 0 ? t('retryIn', { seconds }) : t('retry')}</span>
            </Button>
          )}
        </div>
      </div>
    </article>
  );
}
