'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useChat } from '#lib/client/chat/store.ts';
import type { Message } from '#lib/domain/chat/message.ts';

/**
 * Tells a screen reader when an answer starts and how it ended, each once; the words themselves are read at leisure,
 * since a region that grows while it is read is never heard to its end.
 */
export function Announcer() {
  const t = useTranslations('chat.announce');
  const words = useTranslations('errors.codes');
  const busy = useChat((state) => state.busy);
  const last = useChat((state) => state.messages.at(-1));
  const wasBusy = useRef(false);
  const [message, setMessage] = useState('');

  useEffect(() => {
    const ending = async (answer: Message | undefined): Promise<string> => {
      // A new chat began: there is nothing that ended here.
      if (answer?.role !== 'assistant') return '';
      if (answer.status === 'stopped' || answer.status === 'interrupted') return t('stopped');
      if (answer.failure === undefined) return t('done');
      const { failureWords } = await import('#lib/domain/chat/failure.ts');
      const failed = failureWords(answer.failure.code);
      return t('failed', { title: words(`${failed}.title`), action: words(`${failed}.action`) });
    };
    if (busy === wasBusy.current) return;
    wasBusy.current = busy;
    if (busy) setMessage(t('started'));
    else void ending(last).then(setMessage);
  }, [busy, last, t, words]);

  return (
    <p role="status" className="sr-only">
      {message}
    </p>
  );
}
