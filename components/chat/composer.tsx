'use client';
import { ArrowUp, Square } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { sendsMessage } from '#lib/client/send-key.ts';
import type { SendGate } from './composer-figures-notices.tsx';
import { isSandbox, useModels } from './use-models.ts';
import { ViewCode } from './view-code.tsx';

// Figures come with the first key, not with the page.
const ComposerFigures = dynamic(() => import('./composer-figures.tsx').then((module) => module.ComposerFigures), {
  loading: Nothing,
});

export function Composer() {
  const t = useTranslations('chat.composer');
  const sandboxWord = useTranslations('shell')('sandbox');
  const { model, modelId } = useModels();
  const named = isSandbox(model) ? `${modelId} · ${sandboxWord}` : modelId;
  const draft = useChat((state) => state.draft);
  const busy = useChat((state) => state.busy);
  const { setDraft, send, stop } = useChat.getState();
  const gate = useRef<SendGate>(undefined);
  /** Something was written or said: from then on there are figures. */
  const [begun, setBegun] = useState(false);
  const something = useChat((state) => state.draft !== '' || state.messages.length > 0);
  useEffect(() => {
    if (something) setBegun(true);
  }, [something]);
  const canSend = !busy && draft.trim() !== '' && modelId !== '';

  const sendNow = () => {
    // What stands there now: while the gate was asked a letter may have come.
    const { draft: text } = useChat.getState();
    if (text.trim() !== '') send(text, modelId);
  };
  const submit = () => {
    if (!canSend) return;
    if (gate.current === undefined) sendNow();
    else void gate.current().then((may) => may && sendNow());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The keys of an input method do not come here: `hideImeKeys` keeps them.
    if (!sendsMessage(event)) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="mx-auto w-full max-w-[760px] px-3 pb-3 sm:px-6 sm:pb-4"
    >
      <div className="group/box rounded-composer border border-line-control bg-panel focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        <textarea
          id="composer"
          aria-label={t('label')}
          aria-describedby="composer-hint"
          placeholder={modelId === '' ? t('noModel') : t('placeholder', { model: named })}
          enterKeyHint="enter"
          rows={2}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-[40dvh] min-h-16 max-sm:group-has-[[role=status]:not(:empty)]/box:max-h-[20dvh] w-full resize-none overflow-y-auto bg-transparent px-3.5 pt-3 pb-1 text-prose outline-none"
        />
        <div className="grid grid-cols-[auto_minmax(0,1fr)_minmax(0,auto)_auto] items-center gap-x-2 px-2.5 pb-2.5">
          <ViewCode />
          <span id="composer-hint" className="col-start-2 row-start-2 truncate text-meta text-faint max-sm:sr-only">
            <span className="pointer-coarse:hidden">{t('hint')}</span>
            <span className="hidden pointer-coarse:inline">{t('touchHint')}</span>
          </span>
          {begun && <ComposerFigures gate={gate} onSendAnyway={sendNow} />}
          {busy ? (
            <Button look="secondary" onClick={stop} aria-keyshortcuts="Escape" className="col-start-4 row-start-2">
              <Square size={12} fill="currentColor" strokeWidth={0} aria-hidden />
              {t('stop')}
            </Button>
          ) : (
            <Button look="primary" type="submit" disabled={!canSend} className="col-start-4 row-start-2">
              <ArrowUp size={16} strokeWidth={2} aria-hidden />
              {t('send')}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
