'use client';
import { useTranslations } from 'next-intl';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import type { CallKind } from '#lib/contract/key-use.ts';

/** What was called. */
export function CalledModel({ endpoint, model, sandbox }: Pick<CallKind, 'endpoint' | 'model' | 'sandbox'>) {
  const t = useTranslations('keys.detail.kinds');
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
      <code className="block font-mono text-meta wrap-anywhere text-muted">
        {endpoint === 'models.get' ? `${path}{id}` : path}
      </code>
    </>
  );
}

/** How it ended: in words, and by the code that the caller was told. */
export function CallEnd({ status, outcome, errorCode }: Pick<CallKind, 'status' | 'outcome' | 'errorCode'>) {
  const t = useTranslations('keys.detail.outcomes');
  return (
    <>
      <span className={outcome === 'ok' ? 'text-accent' : outcome === 'client_abort' ? 'text-muted' : 'text-danger'}>
        {[status, t(outcome)].join(' ')}
      </span>
      {errorCode !== null && <code className="block font-mono text-meta wrap-anywhere text-muted">{errorCode}</code>}
    </>
  );
}
