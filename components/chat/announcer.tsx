'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useChat } from '#lib/client/chat/store.ts';
import { failureWords } from '#lib/domain/chat/failure.ts';

/** Tells a screen reader when an answer starts and how it ended; the words themselves are read at leisure. */
export function Announcer() {
  const t = useTranslations('chat.announce');
  const words = useTranslations('errors.codes');
  const busy = useChat((state) => state.busy);
  const last = useChat((state) => state.messages.at(-1));
  const wasBusy = useRef(false);
  const [message, setMessage] = useState('');

  useEffect(() => {
    if (busy === wasBusy.current) return;
    wasBusy.current = busy;
    if (busy) setMessage(t('started'));
    else if (last?.role !== 'assistant') setMessage('');
    else if (last.status === 'failed')
      setMessage(t('failed', { title: words(`${failureWords(last.failure?.code ?? 'other')}.title`) }));
    else setMessage(last.status === 'stopped' ? t('stopped') : t('done'));
  }, [busy, last, t, words]);

  return (
    <p role="status" className="sr-only">
      {message}
    </p>
  );
}
