'use client';
import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { takeModelFromAddress } from '#lib/client/chat/address.ts';
import { chatIdOf, chatPath } from '#lib/client/chat/go-to.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { useListPanel, usePanel } from '#lib/client/panel-store.ts';

/** Keeps the page and its address in step: the address opens a conversation, and one that begins gives it its own. */
export function useOpenChat(personId: string): void {
  const id = chatIdOf(usePathname());
  const begunId = useChat((state) => (state.phase === 'ready' ? state.id : undefined));
  const { hear, open, seek, setModel } = useChat.getState();

  useEffect(() => {
    usePanel.getState().load();
    useListPanel.getState().load();
  }, []);

  useEffect(() => {
    void open(id, personId).then(() => {
      const model = takeModelFromAddress();
      if (model !== undefined) setModel(model);
      const messageId = window.location.hash.slice(1);
      if (messageId !== '') seek(messageId);
    });
  }, [id, personId, open, seek, setModel]);

  useEffect(() => {
    // Nobody goes back to the empty page that it was: it takes that one's place. Whoever comes back from another page comes
    // back to it as well.
    if (begunId !== undefined && window.location.pathname === chatPath())
      history.replaceState(null, '', chatPath(begunId));
  }, [begunId]);

  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState === 'visible') hear();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [hear]);
}
