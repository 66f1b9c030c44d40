'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { useChat } from '#lib/client/chat/store.ts';
import type { MessageRole } from '#lib/contract/conversations.ts';

// The panel is there before anything is written in it.
const MessageEditor = dynamic(() => import('./message-editor.tsx').then((module) => module.MessageEditor), {
  loading: Nothing,
});

/** A message that is being written below another one; without an id at the end of what is shown. @returns how it is begun, and what stands there meanwhile */
export function useInserting(afterId?: string) {
  const t = useTranslations('chat.message');
  const [role, setRole] = useState<MessageRole>();
  const editor =
    role === undefined ? null : (
      <MessageEditor
        label={t(`new.${role}`)}
        save={{ label: t('add'), run: (text) => useChat.getState().insert(role, text, afterId) }}
        onClose={() => setRole(undefined)}
      />
    );
  return { insert: setRole, editor };
}
