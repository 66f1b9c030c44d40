'use client';
import { Undo2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';

/** Whatever took messages away says so here, and gives them back. */
export function UndoBar() {
  const t = useTranslations('chat');
  const close = useTranslations('shell')('close');
  const undo = useChat((state) => state.undo);
  const { undoLast, dismissUndo } = useChat.getState();
  if (undo === undefined) return null;
  return (
    <div role="status" className="mx-auto w-full max-w-[760px] px-3 pb-2 sm:px-6">
      <div className="flex items-center gap-2 rounded-card border border-line bg-bg py-1 pr-1 pl-3 text-meta text-muted">
        <span className="grow">{t(`undone.${undo.act}`)}</span>
        <Button size="compact" look="quiet" onClick={undoLast}>
          <Undo2 size={14} strokeWidth={1.5} aria-hidden />
          {t('undo')}
        </Button>
        <IconButton compact label={close} onClick={dismissUndo}>
          <X size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
