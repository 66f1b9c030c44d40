'use client';
import { useMutation } from '@tanstack/react-query';
import { FileText, MessageSquare } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { chatPath } from '#lib/client/chat/go-to.ts';
import { readCallPayload } from '#lib/client/logs.ts';
import type { CallDetail } from '#lib/contract/call-detail.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { isWhole } from '#lib/domain/chat/captured-call.ts';
import { NotCarriedDialog } from './not-carried-dialog.tsx';
import { PayloadDialog } from './payload-dialog.tsx';
import type { LogWords } from './use-log-words.ts';

interface CallPayloadProps extends Pick<CallDetail, 'payload'> {
  call: LoggedCall;
  words: LogWords;
}

/** What was said in a call, where its key was to keep that: asked for by itself, since it is not everybody's to read. */
export function CallPayload({ call, payload, words }: CallPayloadProps) {
  const t = useTranslations('logs.payload');
  const shell = useTranslations('shell');
  const router = useRouter();
  const reading = useMutation({ mutationFn: () => readCallPayload(call.requestId) });
  const opening = useMutation({
    mutationFn: async () => {
      const { openCall } = await import('#lib/client/chat/open-call.ts');
      return await openCall(call, await readCallPayload(call.requestId), new AbortController().signal);
    },
    onSuccess: ({ conversationId, notCarried }) => {
      if (isWhole(notCarried)) router.push(chatPath(conversationId));
    },
  });
  const isChat = call.endpoint === 'chat.completions';
  const failure = reading.error ?? opening.error;
  return (
    <section className="flex flex-col gap-2 border-t border-line-soft p-4">
      <h3 className="text-ui font-semibold">{t('title')}</h3>
      {payload === null ? (
        <p className="text-meta text-muted">{t('none')}</p>
      ) : (
        <>
          <p className="text-meta text-muted">
            {t('sizes', {
              request: words.kilobytes(payload.request.bytes),
              answer: words.kilobytes(payload.answer.bytes),
              until: words.time(payload.expiresAt),
            })}
          </p>
          {payload.isOthers && <p className="text-meta text-warning">{t('others')}</p>}
          <div className="flex flex-wrap gap-2">
            <Button disabled={reading.isPending} onClick={() => reading.mutate()}>
              <FileText size={16} strokeWidth={1.5} aria-hidden />
              {t('read')}
            </Button>
            {isChat && (
              <Button disabled={opening.isPending || payload.request.isCut} onClick={() => opening.mutate()}>
                <MessageSquare size={16} strokeWidth={1.5} aria-hidden />
                {t('open')}
              </Button>
            )}
          </div>
          {isChat && payload.request.isCut && <p className="text-meta text-muted">{t('tooLong')}</p>}
          {failure !== null && (
            <p role="alert" className="text-meta text-danger">
              {shell('failed', { message: failure.message })}
            </p>
          )}
        </>
      )}
      {reading.data !== undefined && (
        <PayloadDialog call={call} payload={reading.data} words={words} onClose={() => reading.reset()} />
      )}
      {opening.data !== undefined && !isWhole(opening.data.notCarried) && (
        <NotCarriedDialog opened={opening.data} onClose={() => opening.reset()} />
      )}
    </section>
  );
}
