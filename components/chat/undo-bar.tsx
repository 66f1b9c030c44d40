'use client';
import dynamic from 'next/dynamic';
import { Nothing } from '#components/ui/nothing.ts';
import { useChat } from '#lib/client/chat/store.ts';

const ChatNotices = dynamic(() => import('./chat-notices.tsx').then((module) => module.ChatNotices), {
  loading: Nothing,
});

/** Whatever took messages away says so here, and gives them back; so does whatever could not be kept. */
export function ChatUndoBar() {
  const something = useChat(({ undo, refusal, unsaved }) => undo !== undefined || refusal !== undefined || unsaved);
  return (
    // Always there: of a status that comes with its words nobody hears.
    <div role="status" className="mx-auto w-full max-w-[760px] px-3 empty:hidden sm:px-6">
      {something && <ChatNotices />}
    </div>
  );
}
