'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useChat } from '#lib/client/chat/store.ts';
import type { MessageRole } from '#lib/contract/conversations.ts';
import { MessageEditor } from './message-editor.tsx';

/** A message that is being written below another one. @returns how it is begun, and what stands there meanwhile */
export function useInserting(afterId: string) {
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
