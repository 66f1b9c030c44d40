'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import type { MessageRole } from '#lib/contract/conversations.ts';
import { useInserting } from './inserted.tsx';

const ROLES: readonly MessageRole[] = ['user', 'assistant', 'system'];

/** Messages of any role that are written, not sent: also where nothing has been said yet. */
export function AddMessage() {
  const t = useTranslations('chat.message.unsent');
  const id = useId();
  const ready = useChat(({ busy, phase }) => !busy && (phase === 'new' || phase === 'ready'));
  const { insert, editor } = useInserting();
  return (
    <fieldset aria-describedby={id} className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 text-ui">{t('title')}</legend>
      <div className="flex flex-wrap gap-1.5">
        {ROLES.map((role) => (
          <Button key={role} size="compact" disabled={!ready} onClick={() => insert(role)}>
            {t(role)}
          </Button>
        ))}
      </div>
      {editor}
      <p id={id} className="text-meta text-faint">
        {t('help')}
      </p>
    </fieldset>
  );
}
