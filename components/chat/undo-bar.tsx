'use client';
import { useTranslations } from 'next-intl';
import { UndoBar } from '#components/ui/undo-bar.tsx';
import { useChat } from '#lib/client/chat/store.ts';

/** Whatever took messages away says so here, and gives them back. */
export function ChatUndoBar() {
  const t = useTranslations('chat');
  const undo = useChat((state) => state.undo);
  const { undoLast, dismissUndo } = useChat.getState();
  if (undo === undefined) return null;
  return (
    <div role="status" className="mx-auto w-full max-w-[760px] px-3 pb-2 sm:px-6">
      <UndoBar message={t(`undone.${undo.act}`)} onUndo={undoLast} onDismiss={dismissUndo} />
    </div>
  );
}
