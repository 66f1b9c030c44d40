'use client';
import { ArrowUp, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { sendsMessage } from '#lib/client/send-key.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { isSandbox, useModels } from './use-models.ts';

/** Beyond this the estimate would cost more than it tells while typing. */
const ESTIMATED_CHARACTERS = 20_000;

export function Composer() {
  const t = useTranslations('chat.composer');
  const sandboxWord = useTranslations('shell')('sandbox');
  const { model, modelId } = useModels();
  const named = isSandbox(model) ? `${modelId} · ${sandboxWord}` : modelId;
  const draft = useChat((state) => state.draft);
  const busy = useChat((state) => state.busy);
  const { setDraft, send, stop } = useChat.getState();
  const canSend = !busy && draft.trim() !== '' && modelId !== '';

  const submit = () => {
    if (canSend) void send(draft, modelId);
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
      <div className="rounded-composer border border-line-control bg-panel focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
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
          className="block field-sizing-content max-h-[40dvh] min-h-16 w-full resize-none overflow-y-auto bg-transparent px-3.5 pt-3 pb-1 text-prose outline-none"
        />
        <div className="flex items-center gap-3 px-2.5 pb-2.5">
          <span id="composer-hint" className="truncate px-1 text-meta text-faint max-sm:sr-only">
            <span className="pointer-coarse:hidden">{t('hint')}</span>
            <span className="hidden pointer-coarse:inline">{t('touchHint')}</span>
          </span>
          <span className="grow" />
          {draft.trim() !== '' && draft.length <= ESTIMATED_CHARACTERS && (
            <span className="shrink-0 text-meta text-faint tabular-nums">
              {t('tokens', { count: estimateTokens(draft) })}
            </span>
          )}
          {busy ? (
            <Button look="secondary" onClick={stop} aria-keyshortcuts="Escape">
              <Square size={12} fill="currentColor" strokeWidth={0} aria-hidden />
              {t('stop')}
            </Button>
          ) : (
            <Button look="primary" type="submit" disabled={!canSend}>
              <ArrowUp size={16} strokeWidth={2} aria-hidden />
              {t('send')}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
