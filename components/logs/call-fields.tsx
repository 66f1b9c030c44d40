'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CallEnd, CalledModel } from '#components/ui/call-cells.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import type { LogWords } from './use-log-words.ts';

interface CallFieldsProps {
  call: LoggedCall;
  words: LogWords;
}

/** What the books say of one call. */
export function CallFields({ call, words }: CallFieldsProps) {
  const t = useTranslations('logs.detail');
  const format = useFormatter();
  const { requestId, startedAt, upstream, plan, promptTokens, completionTokens, costMicros } = call;
  const { firstByteMs, upstreamMs, durationMs, requestBytes, answerBytes, errorMessage, limitedBy } = call;
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
    ...(errorMessage === null ? [] : [['fields.errorMessage', errorMessage] as const]),
    ...(limitedBy === null ? [] : [['fields.limitedBy', t(`limitedBy.${limitedBy}`)] as const]),
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
    <dl className="flex flex-col gap-3 p-4">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt className="text-meta text-muted">{t(name)}</dt>
          <dd className="text-ui wrap-anywhere tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
