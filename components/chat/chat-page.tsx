'use client';
import { Download, SlidersHorizontal, SquarePen } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { useApple } from '#components/ui/use-apple.ts';
import { takeModelFromAddress } from '#lib/client/chat/address.ts';
import type { ChatOwner } from '#lib/client/chat/storage.ts';
import { keepSaved, useChat } from '#lib/client/chat/store.ts';
import { usePanel } from '#lib/client/panel-store.ts';
import { toAriaShortcuts } from '#lib/client/shortcuts.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import { conversationTitle } from '#lib/domain/chat/title.ts';
import { Announcer } from './announcer.tsx';
import { ChatCommands } from './chat-commands.tsx';
import { Composer } from './composer.tsx';
import { EmptyThread } from './empty-thread.tsx';
import { ModelPicker } from './model-picker.tsx';
import { ParametersAside, useParametersPanel } from './parameters-aside.tsx';
import { ChatUndoBar } from './undo-bar.tsx';

const ExportDialog = dynamic(() => import('./export-dialog.tsx').then((module) => module.ExportDialog));
const Thread = dynamic(() => import('./thread.tsx').then((module) => module.Thread));

interface ChatPageProps {
  examples: readonly string[];
  connection: ConnectionName;
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
  /** Whose conversation it is. */
  owner: ChatOwner;
}

export function ChatPage({ examples, connection, label, owner: { id, inherits } }: ChatPageProps) {
  const t = useTranslations('chat');
  const messages = useChat((state) => state.messages);
  const storageFull = useChat((state) => state.storageFull);
  const loaded = useChat((state) => state.loaded);
  const { load, newChat, setModel } = useChat.getState();
  const [exporting, setExporting] = useState(false);
  const openExport = useCallback(() => setExporting(true), []);
  const panel = useParametersPanel();
  const apple = useApple() ?? false;
  const title = conversationTitle(messages) ?? t('untitled');

  useEffect(() => {
    const owner = { id, inherits };
    void load(owner).then(() => {
      const model = takeModelFromAddress();
      if (model !== undefined) setModel(model);
    });
    usePanel.getState().load();
    return keepSaved(owner);
  }, [id, inherits, load, setModel]);

  return (
    <div className="flex h-full">
      <div className="flex min-w-0 grow flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line px-3 sm:px-4">
          <h1 className="min-w-0 grow truncate text-ui max-sm:sr-only">{title}</h1>
          <span className="grow sm:hidden" />
          {messages.length > 0 && (
            <>
              <IconButton label={t('export.open')} aria-haspopup="dialog" onClick={openExport}>
                <Download size={16} strokeWidth={1.5} aria-hidden />
              </IconButton>
              <Button onClick={newChat} aria-label={t('newChat')} aria-keyshortcuts={toAriaShortcuts('newChat', apple)}>
                <SquarePen size={14} strokeWidth={1.5} aria-hidden />
                <span className="max-sm:hidden">{t('newChat')}</span>
              </Button>
            </>
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
          <Thread messages={messages} label={label} />
        ) : (
          <div className="min-h-0 grow overflow-y-auto">
            {loaded && <EmptyThread examples={examples} connection={connection} />}
          </div>
        )}
        <ChatUndoBar />
        {storageFull && (
          <p role="alert" className="mx-auto w-full max-w-[760px] px-4 pb-2 text-meta text-danger sm:px-6">
            {t('storage.full')}
          </p>
        )}
        <Composer />
      </div>
      <ParametersAside panel={panel} />
      <Announcer />
      <ChatCommands labelled={label !== null} onExport={openExport} onTogglePanel={panel.toggle} />
      {exporting && (
        <ExportDialog title={title} messages={messages} label={label} onClose={() => setExporting(false)} />
      )}
    </div>
  );
}
