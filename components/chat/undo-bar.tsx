'use client';
import { useTranslations } from 'next-intl';
import { UndoBar } from '#components/ui/undo-bar.tsx';
import { useChat } from '#lib/client/chat/store.ts';

/** Whatever took messages away says so here, and gives them back; so does whatever could not be kept. */
export function ChatUndoBar() {
  const t = useTranslations('chat');
  const undo = useChat((state) => state.undo);
  const refusal = useChat((state) => state.refusal);
  const unsaved = useChat((state) => state.unsaved);
  const { undoLast, dismissUndo } = useChat.getState();
  return (
    <div role="status" className="mx-auto w-full max-w-[760px] px-3 empty:hidden sm:px-6">
      {unsaved && <p className="pb-2 text-meta text-warning">{t('unsaved')}</p>}
      {refusal !== undefined && (
        <div className="pb-2">
          <UndoBar message={t('refused', { message: refusal })} onDismiss={dismissUndo} />
        </div>
      )}
      {undo !== undefined && (
        <div className="pb-2">
          <UndoBar message={t(`undone.${undo.act}`)} onUndo={undoLast} onDismiss={dismissUndo} />
        </div>
      )}
    </div>
  );
}
