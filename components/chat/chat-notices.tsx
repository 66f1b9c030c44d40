'use client';
import { useTranslations } from 'next-intl';
import { UndoBar } from '#components/ui/undo-bar.tsx';
import { useChat } from '#lib/client/chat/store.ts';

/** What was taken away, what was refused, what is not kept yet. */
export function ChatNotices() {
  const t = useTranslations('chat');
  const undo = useChat((state) => state.undo);
  const refusal = useChat((state) => state.refusal);
  const unsaved = useChat((state) => state.unsaved);
  const { undoLast, dismissUndo } = useChat.getState();
  return (
    <>
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
    </>
  );
}
