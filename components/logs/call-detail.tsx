'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Dialog } from '#components/ui/dialog.tsx';
import { callDetailQuery } from '#lib/client/logs.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { CallFields } from './call-fields.tsx';
import { CallHeaders } from './call-headers.tsx';
import { CallPayload } from './call-payload.tsx';
import { Timeline } from './timeline.tsx';
import type { LogWords } from './use-log-words.ts';

interface CallDetailProps {
  call: LoggedCall;
  words: LogWords;
  onClose: () => void;
}

/** All that is known of one call. */
export function CallDetail({ call, words, onClose }: CallDetailProps) {
  const t = useTranslations('logs.detail');
  const shell = useTranslations('shell');
  const detail = useQuery(callDetailQuery(call.requestId));
  return (
    <Dialog shape="right" title={t('title')} closeLabel={shell('close')} onClose={onClose}>
      <CallFields call={call} words={words} />
      <Timeline call={call} words={words} />
      {detail.isPending && (
        <p role="status" className="px-4 pb-4 text-ui text-muted">
          {shell('loading')}
        </p>
      )}
      {detail.isError && (
        <p role="alert" className="px-4 pb-4 text-ui text-danger">
          {shell('failed', { message: detail.error.message })}
        </p>
      )}
      {detail.isSuccess && (
        <>
          <CallPayload call={call} payload={detail.data.payload} words={words} />
          <CallHeaders headers={detail.data.headers} />
        </>
      )}
    </Dialog>
  );
}
