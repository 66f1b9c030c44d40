'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { CallPayload, KeptBodyTold } from '#lib/contract/call-detail.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { answerInCall } from '#lib/domain/chat/captured-call.ts';
import { formatBody } from '#lib/domain/usage/format-body.ts';
import type { LogWords } from './use-log-words.ts';

interface PayloadDialogProps {
  call: LoggedCall;
  payload: CallPayload;
  words: LogWords;
  onClose: () => void;
}

type Part = 'request' | 'assembled' | 'answer' | 'headers';

/** What was said, as the text that it is: nothing in it is ever more than that. */
export function PayloadDialog({ call, payload, words, onClose }: PayloadDialogProps) {
  const t = useTranslations('logs.payload');
  const close = useTranslations('shell')('close');
  const [part, setPart] = useState<Part>('request');
  const assembled = assembledOf(call, payload);
  const parts: readonly Part[] = [
    'request',
    ...(assembled === undefined ? [] : (['assembled'] as const)),
    'answer',
    'headers',
  ];
  return (
    <Dialog shape="wide" title={t('title')} closeLabel={close} onClose={onClose}>
      <Tabs
        label={t('parts')}
        tabs={parts.map((id) => ({ id, name: t(`tabs.${id}`) }))}
        chosen={part}
        onChoose={setPart}
      >
        <div className="flex flex-col gap-3 p-4">
          {part === 'request' && <Body body={payload.request} words={words} />}
          {part === 'assembled' && <Lines text={assembled ?? ''} copyLabel={t('copy')} />}
          {part === 'answer' && <Body body={payload.answer} words={words} />}
          {part === 'headers' && (
            <Lines
              text={payload.answerHeaders.map(({ name, value }) => `${name}: ${value}`).join('\n')}
              copyLabel={t('copy')}
            />
          )}
        </div>
      </Tabs>
    </Dialog>
  );
}

/** The words of a stream's answer; undefined where there is no stream to put together. */
function assembledOf(call: LoggedCall, { answer }: CallPayload): string | undefined {
  if (!call.streamed || call.endpoint !== 'chat.completions' || call.status !== 200) return undefined;
  const message = answerInCall(call.requestId, { call, request: '', answer: answer.text });
  if (message === undefined) return undefined;
  const { reasoning, text, toolCalls } = message;
  const calls = toolCalls.map(({ name, arguments: given }) => `${name}(${given})`);
  return [reasoning, text, ...calls].filter((words) => words !== '').join('\n\n');
}

function Body({ body: { text, type, bytes, isCut }, words }: { body: KeptBodyTold; words: LogWords }) {
  const t = useTranslations('logs.payload');
  return (
    <>
      <p className="text-meta text-muted">{[type ?? t('noType'), words.kilobytes(bytes)].join(' · ')}</p>
      {isCut && <p className="text-meta text-warning">{t('cut')}</p>}
      {text === null ? (
        <p className="text-ui text-muted">{bytes === 0 ? t('empty') : t('noText')}</p>
      ) : (
        <Lines text={formatBody(text)} copyLabel={t('copy')} />
      )}
    </>
  );
}
