'use client';
import { useTranslations } from 'next-intl';
import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import type { CallKind } from '#lib/contract/key-use.ts';
import { classNames } from '#lib/std/class-names.ts';
import { SandboxMark } from './sandbox-mark.tsx';

/** What a page of calls says of one, in the words of the catalogue `calls`. */

type CalledModelProps = Pick<CallKind, 'endpoint' | 'model' | 'sandbox'> & {
  /** Absent: nobody asks. */
  readonly streamed?: boolean;
};

/** What was called. */
export function CalledModel({ endpoint, model, sandbox, streamed = false }: CalledModelProps) {
  const t = useTranslations('calls');
  const { path } = ENDPOINTS[endpoint];
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-1.5">
        {model === '' ? (
          <span className="text-faint">{t('noModel')}</span>
        ) : (
          <code className="font-mono text-[13px] wrap-anywhere">{model}</code>
        )}
        {sandbox && <SandboxMark />}
      </span>
      <span className="block text-meta text-muted">
        <code className="font-mono wrap-anywhere">{endpoint === 'models.get' ? `${path}{id}` : path}</code>
        {streamed && ` · ${t('streamed')}`}
      </span>
    </>
  );
}

/** How it ended: in words, and by the code that the caller was told. */
export function CallEnd({ status, outcome, errorCode }: Pick<CallKind, 'status' | 'outcome' | 'errorCode'>) {
  const t = useTranslations('calls.outcomes');
  const colour = outcome === 'ok' ? 'text-accent' : outcome === 'client_abort' ? 'text-muted' : 'text-danger';
  return (
    <>
      <span className={classNames('md:whitespace-nowrap', colour)}>{[status, t(outcome)].join(' ')}</span>
      {errorCode !== null && <code className="block font-mono text-meta wrap-anywhere text-muted">{errorCode}</code>}
    </>
  );
}
