'use client';
import { Download, Share2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import type { Message } from '#lib/domain/chat/message.ts';

const ExportDialog = dynamic(() => import('./export-dialog.tsx').then((module) => module.ExportDialog), {
  loading: Nothing,
});
const ShareDialog = dynamic(() => import('./share-dialog.tsx').then((module) => module.ShareDialog), {
  loading: Nothing,
});

export type OpenDialog = 'export' | 'share' | undefined;

interface ConversationToolsProps {
  id: string;
  title: string;
  messages: readonly Message[];
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
  /** There are others to share it with. */
  shares: boolean;
  dialog: OpenDialog;
  onDialog: (dialog: OpenDialog) => void;
}

/** What takes a conversation out of the page: a link, a file. */
export function ConversationTools({ id, title, messages, label, shares, dialog, onDialog }: ConversationToolsProps) {
  const t = useTranslations('chat');
  const close = () => onDialog(undefined);
  return (
    <>
      {shares && (
        <IconButton label={t('share.open')} aria-haspopup="dialog" onClick={() => onDialog('share')}>
          <Share2 size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('export.open')} aria-haspopup="dialog" onClick={() => onDialog('export')}>
        <Download size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {dialog === 'export' && <ExportDialog title={title} messages={messages} label={label} onClose={close} />}
      {dialog === 'share' && <ShareDialog id={id} title={title} onClose={close} />}
    </>
  );
}
