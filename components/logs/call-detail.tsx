'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CallEnd, CalledModel } from '#components/ui/call-cells.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import type { LogWords } from './use-log-words.ts';

interface CallDetailProps {
  call: LoggedCall;
  words: LogWords;
  onClose: () => void;
}

/** All that is known of one call. */
export function CallDetail({ call, words, onClose }: CallDetailProps) {
  const t = useTranslations('logs.detail');
  const close = useTranslations('shell')('close');
  const format = useFormatter();
  const { requestId, startedAt, upstream, plan, promptTokens, completionTokens, costMicros } = call;
  const { firstByteMs, upstreamMs, durationMs, requestBytes, answerBytes } = call;
  const fields: readonly (readonly [Parameters<typeof t>[0], ReactNode])[] = [
    [
      'fields.requestId',
      <span key="id" className="flex items-start gap-1">
        <code className="font-mono text-[13px] wrap-anywhere">{requestId}</code>
        <CopyButton text={requestId} label={t('copyId')} />
      </span>,
    ],
    ['fields.startedAt', format.dateTime(new Date(startedAt), { dateStyle: 'medium', timeStyle: 'long' })],
    ['fields.result', <CallEnd key="result" {...call} />],
    ['fields.model', <CalledModel key="model" {...call} />],
    ['fields.upstream', upstream === '' ? t('neverSent') : upstream],
    ['fields.key', words.key(call)],
    ['fields.person', words.person(call)],
    ['fields.plan', plan],
    ['fields.tokens', `${format.number(promptTokens)} / ${format.number(completionTokens)}`],
    ...(call.cachedTokens === null ? [] : [['fields.cachedTokens', format.number(call.cachedTokens)] as const]),
    ...(call.reasoningTokens === null
      ? []
      : [['fields.reasoningTokens', format.number(call.reasoningTokens)] as const]),
    ['fields.usageSource', t(`sources.${call.usageSource}`)],
    ['fields.cost', costMicros === null ? t('unpriced') : words.money(costMicros)],
    ['fields.upstreamMs', upstreamMs === null ? '—' : words.ms(upstreamMs)],
    ['fields.firstByte', firstByteMs === null ? '—' : words.ms(firstByteMs)],
    ['fields.duration', words.ms(durationMs)],
    ['fields.sizes', `${words.kilobytes(requestBytes)} / ${words.kilobytes(answerBytes)}`],
  ];
  return (
    <Dialog shape="right" title={t('title')} closeLabel={close} onClose={onClose}>
      <dl className="flex flex-col gap-3 p-4">
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt className="text-meta text-muted">{t(name)}</dt>
            <dd className="text-ui wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <Timeline call={call} words={words} />
    </Dialog>
  );
}

/** When it was sent on, when the upstream began, when the first byte went out, as far as that is known. */
function Timeline({ call: { firstByteMs, durationMs }, words }: Pick<CallDetailProps, 'call' | 'words'>) {
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
