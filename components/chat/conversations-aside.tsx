'use client';
import { FileUp, SquarePen } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { useApple } from '#components/ui/use-apple.ts';
import type { SidePanelState } from '#components/ui/use-side-panel.ts';
import { goToChat } from '#lib/client/chat/go-to.ts';
import type { ListPage } from '#lib/client/chat/list.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { toAriaShortcuts } from '#lib/client/shortcuts.ts';

// Lists are long and their lines can do much: they come behind the words that a person reads first.
const ConversationList = dynamic(() => import('./conversation-list.tsx').then((module) => module.ConversationList), {
  loading: Nothing,
});
const ImportDialog = dynamic(() => import('./import-dialog.tsx').then((module) => module.ImportDialog), {
  loading: Nothing,
});

interface ConversationsAsideProps {
  first: ListPage;
  panel: SidePanelState;
  /** Below the list. */
  children?: ReactNode;
}

/** *New chat* and the list, left of the conversation where there is room; else a sheet that opens when asked. */
export function ConversationsAside({ first, panel, children }: ConversationsAsideProps) {
  const t = useTranslations('chat.conversations');
  const close = useTranslations('shell')('close');
  if (!panel.shown) return null;
  if (panel.wide) {
    return (
      <aside
        aria-label={t('title')}
        className="flex w-52 shrink-0 flex-col border-r border-line bg-bg max-[1023px]:hidden"
      >
        <Content first={first} onChosen={() => undefined} />
        {children}
      </aside>
    );
  }
  return (
    <Dialog shape="left" title={t('title')} closeLabel={close} onClose={panel.toggle}>
      <div className="flex h-full flex-col pt-2">
        <Content first={first} onChosen={panel.toggle} />
        {children}
      </div>
    </Dialog>
  );
}

function Content({ first, onChosen }: { first: ListPage; onChosen: () => void }) {
  const t = useTranslations('chat');
  const openId = useChat((state) => state.id);
  const apple = useApple() ?? false;
  const [importing, setImporting] = useState(false);
  return (
    <>
      <div className="flex shrink-0 gap-1 p-2">
        <Button
          aria-keyshortcuts={toAriaShortcuts('newChat', apple)}
          className="min-w-0 grow justify-start"
          onClick={() => {
            goToChat();
            onChosen();
          }}
        >
          <SquarePen size={14} strokeWidth={1.5} aria-hidden />
          {t('newChat')}
        </Button>
        <IconButton label={t('conversations.import')} aria-haspopup="dialog" onClick={() => setImporting(true)}>
          <FileUp size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
      <ConversationList first={first} openId={openId} onChosen={onChosen} />
    </>
  );
}
