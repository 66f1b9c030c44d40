'use client';
import { PanelLeft, SlidersHorizontal } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { useApple } from '#components/ui/use-apple.ts';
import { useSidePanel } from '#components/ui/use-side-panel.ts';
import { goToChat } from '#lib/client/chat/go-to.ts';
import type { ListPage } from '#lib/client/chat/list.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { ownTask } from '#lib/client/own-task.ts';
import { useListPanel } from '#lib/client/panel-store.ts';
import { toAriaShortcuts } from '#lib/client/shortcuts.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import { conversationTitle } from '#lib/domain/chat/title.ts';
import { Announcer } from './announcer.tsx';
import { ChatCommands } from './chat-commands.tsx';
import { ChatState } from './chat-state.tsx';
import { Composer } from './composer.tsx';
import type { OpenDialog } from './conversation-tools.tsx';
import { ConversationsAside } from './conversations-aside.tsx';
import { DropPictures } from './drop-pictures.tsx';
import { EmptyThread } from './empty-thread.tsx';
import { ModelPicker } from './model-picker.tsx';
import { ParametersAside, useParametersPanel } from './parameters-aside.tsx';
import { Sharing } from './sharing.ts';
import { ChatUndoBar } from './undo-bar.tsx';
import { useOpenChat } from './use-open-chat.ts';

const loadBegun = () => import('./begun-chat.ts');
const begun = () => ownTask(loadBegun);
const Thread = dynamic(() => begun().then(({ loadThread }) => loadThread()), { loading: Nothing });
// There is nothing to share and to export before something has been said.
const ConversationTools = dynamic(() => begun().then(({ loadTools }) => loadTools()), { loading: Nothing });

/** From here on there is room for the list beside the conversation (Tailwind's `lg`). */
const WIDE = '(min-width: 1024px)';

interface ChatPageProps {
  examples: readonly string[];
  connection: ConnectionName;
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
  /** Whose conversations these are; empty in local mode, where there is one person only. */
  personId: string;
  /** The first page of their list. */
  list: ListPage;
}

export function ChatPage({ examples, connection, label, personId, list }: ChatPageProps) {
  const t = useTranslations('chat');
  const messages = useChat((state) => state.messages);
  const phase = useChat((state) => state.phase);
  const id = useChat((state) => state.id);
  const given = useChat((state) => state.title);
  const openExport = useCallback(() => setDialog('export'), []);
  const apple = useApple() ?? false;
  const [dialog, setDialog] = useState<OpenDialog>();
  const panel = useParametersPanel();
  const listPanel = useSidePanel(useListPanel, WIDE);
  const shares = personId !== '';
  const title = given ?? conversationTitle(messages) ?? t('untitled');
  useOpenChat(personId);

  return (
    <Sharing value={shares}>
      <div className="flex h-full">
        <ConversationsAside first={list} panel={listPanel} />
        <div className="flex min-w-0 grow flex-col">
          <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line px-3 sm:px-4">
            <IconButton
              label={listPanel.shown ? t('conversations.hide') : t('conversations.show')}
              aria-expanded={listPanel.shown}
              aria-keyshortcuts={toAriaShortcuts('toggleConversations', apple)}
              onClick={listPanel.toggle}
            >
              <PanelLeft size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
            <h1 className="min-w-0 grow truncate text-ui max-sm:sr-only">{title}</h1>
            <span className="grow sm:hidden" />
            {messages.length > 0 && (
              <ConversationTools {...{ id, title, messages, label, shares, dialog }} onDialog={setDialog} />
            )}
            <ModelPicker />
            <IconButton
              label={panel.shown ? t('panel.hide') : t('panel.show')}
              aria-expanded={panel.shown}
              aria-keyshortcuts={toAriaShortcuts('toggleParameters', apple)}
              onClick={panel.toggle}
            >
              <SlidersHorizontal size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </header>
          {messages.length > 0 ? (
            <Thread label={label} />
          ) : (
            <div className="min-h-0 grow overflow-y-auto">
              {phase === 'new' || phase === 'ready' ? (
                <EmptyThread examples={examples} connection={connection} />
              ) : (
                <ChatState phase={phase} onNew={() => goToChat()} />
              )}
            </div>
          )}
          <ChatUndoBar />
          <Composer />
        </div>
        <ParametersAside panel={panel} />
        <Announcer />
        <DropPictures />
        <ChatCommands
          labelled={label !== null}
          onExport={openExport}
          onToggleList={listPanel.toggle}
          onTogglePanel={panel.toggle}
        />
      </div>
    </Sharing>
  );
}
