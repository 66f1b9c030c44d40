'use client';
import { ArrowUp, Image } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { isBlank } from '#lib/client/chat/draft-picture.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { sendsMessage } from '#lib/client/send-key.ts';
import type { SendGate } from './composer-figures-notices.tsx';
import { isSandbox, useModels } from './use-models.ts';
import { ViewCode } from './view-code.tsx';

// Figures come with the first key, not with the page.
const ComposerFigures = dynamic(() => import('./composer-figures.tsx').then((module) => module.ComposerFigures), {
  loading: Nothing,
});

const ComposerPictures = dynamic(() => import('./composer-pictures.tsx').then((module) => module.ComposerPictures), {
  loading: Nothing,
});

/** What makes pictures of files comes with the first one. */
const tools = () => import('./composer-pictures.tsx').then(({ pictureTools }) => pictureTools);

export function Composer() {
  const t = useTranslations('chat.composer');
  const tPictures = useTranslations('chat.pictures');
  const sandboxWord = useTranslations('shell')('sandbox');
  const { model, modelId } = useModels();
  const named = isSandbox(model) ? `${modelId} · ${sandboxWord}` : modelId;
  const draft = useChat((state) => state.draft);
  const busy = useChat((state) => state.busy);
  const { setDraft, send, stop } = useChat.getState();
  const gate = useRef<SendGate>(undefined);
  /** Something was written or said: from then on there are figures. */
  const [begun, setBegun] = useState(false);
  const something = useChat(
    ({ draft: text, pictures, messages }) => text !== '' || pictures.length + messages.length > 0,
  );
  useEffect(() => {
    if (something) setBegun(true);
  }, [something]);
  const hasPictures = useChat((state) => state.pictures.length > 0);
  const blank = useChat((state) => isBlank(state.draft, state.pictures));
  const canSend = !busy && !blank && modelId !== '';

  /** @param askedIn the conversation that it was written in: meanwhile another one may have been opened */
  const sendNow = (askedIn: string) => {
    // What stands there now: while the gate was asked a letter may have come.
    const { id, draft: text, pictures } = useChat.getState();
    if (id !== askedIn || isBlank(text, pictures)) return;
    if (pictures.every(({ state }) => state !== 'preparing')) send(text.trim() && text, modelId);
    // One that could not be made is told of first.
    else void tools().then(async ({ whenPrepared }) => (await whenPrepared()) && sendNow(askedIn));
  };
  const submit = () => {
    if (!canSend) return;
    const { id } = useChat.getState();
    if (gate.current === undefined) sendNow(id);
    else void gate.current().then((may) => may && sendNow(id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The keys of an input method do not come here: `hideImeKeys` keeps them.
    if (!sendsMessage(event)) return;
    event.preventDefault();
    submit();
  };

  const onPaste = (event: ClipboardEvent) => {
    const [...files] = event.clipboardData.files;
    const text = event.clipboardData.getData('text/plain');
    // Of a table or a drawing programs copy a picture as well: its words are meant. Of a file its name is.
    if (files.length === 0 || !(text === '' || files.some(({ name }) => text.includes(name)))) return;
    event.preventDefault();
    void tools().then(({ addPictures }) => addPictures(files));
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
        {hasPictures && <ComposerPictures />}
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
          onPaste={onPaste}
          className="block field-sizing-content max-h-[40dvh] min-h-16 max-sm:group-has-[[role=status]:not(:empty)]/box:max-h-[20dvh] w-full resize-none overflow-y-auto bg-transparent px-3.5 pt-3 pb-1 text-prose outline-none"
        />
        <div className="grid grid-cols-[auto_minmax(0,1fr)_minmax(0,auto)_auto] items-center gap-x-2 px-2.5 pb-2.5">
          <span className="col-start-1 row-start-2 flex">
            <IconButton
              label={tPictures('add')}
              onClick={() => void tools().then(({ choosePictures }) => choosePictures())}
            >
              <Image size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <ViewCode />
          </span>
          <span id="composer-hint" className="col-start-2 row-start-2 truncate text-meta text-faint max-sm:sr-only">
            <span className="pointer-coarse:hidden">{t('hint')}</span>
            <span className="hidden pointer-coarse:inline">{t('touchHint')}</span>
          </span>
          {begun && <ComposerFigures gate={gate} onSendAnyway={() => sendNow(useChat.getState().id)} />}
          {busy ? (
            <Button look="secondary" onClick={stop} aria-keyshortcuts="Escape" className="col-start-4 row-start-2">
              <span aria-hidden className="size-3 rounded-[2px] bg-current" />
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
