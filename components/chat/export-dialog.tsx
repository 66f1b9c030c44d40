'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { readPictures } from '#lib/client/chat/read-pictures.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { downloadText } from '#lib/client/download.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import { toConversationJson } from '#lib/domain/chat/conversation-json.ts';
import { toMarkdown } from '#lib/domain/chat/export.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { useLabelWords } from './answer-label.tsx';

interface ExportDialogProps {
  title: string;
  messages: readonly Message[];
  label: AiLabel | null;
  onClose: () => void;
}

/** File systems take 255 bytes; a character may have four. */
const MAX_NAME_CHARACTERS = 60;

/** The conversation as a file, in the form that a person chooses. */
export function ExportDialog({ title, messages, label, onClose }: ExportDialogProps) {
  const t = useTranslations('chat');
  const shell = useTranslations('shell');
  const labelWords = useLabelWords();
  /** What the file lacks, or why there is none. */
  const [problem, setProblem] = useState<string>();
  const name = [...title].slice(0, MAX_NAME_CHARACTERS).join('');
  const conversation = { title, messages, label };
  const words = {
    user: t('user.label'),
    system: t('export.system'),
    assistant: t('answer.label'),
    sandbox: shell('sandbox'),
    label: labelWords,
  };
  /** Each tells how many pictures the file lacks. */
  const forms = {
    markdown() {
      downloadText(`${name}.md`, toMarkdown(conversation, words));
      return Promise.resolve(0);
    },
    async json() {
      const whole = useChat.getState().whole();
      if (whole === undefined) return 0;
      const pictures = whole.messages.flatMap((message) => (message.removed ? [] : (message.pictures ?? [])));
      const { data: pictureData, missing } = await readPictures(pictures);
      const exported = { conversation: { ...whole, title }, label, withThinking: false, pictureData };
      const text = toConversationJson(exported, labelWords);
      downloadText(`${name}.json`, text, 'application/json');
      return missing;
    },
  };
  const run = async (form: keyof typeof forms) => {
    setProblem(undefined);
    try {
      const missing = await forms[form]();
      if (missing === 0) onClose();
      else setProblem(t('export.missing', { count: missing }));
    } catch (thrown) {
      setProblem(shell('failed', { message: thrown instanceof Error ? thrown.message : String(thrown) }));
    }
  };
  return (
    <Dialog title={t('export.title')} closeLabel={shell('close')} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        {(['markdown', 'json'] as const).map((form) => (
          <div key={form} className="flex items-center justify-between gap-3">
            <div className="min-w-0">
              <h3 className="text-ui">{t(`export.${form}.name`)}</h3>
              <p className="text-meta text-muted">{t(`export.${form}.purpose`)}</p>
            </div>
            <Button aria-label={t(`export.${form}.action`)} onClick={() => void run(form)}>
              <Download size={14} strokeWidth={1.5} aria-hidden />
              {t('export.download')}
            </Button>
          </div>
        ))}
        {problem !== undefined && (
          <p role="alert" className="text-ui text-danger">
            {problem}
          </p>
        )}
        <p className="text-meta text-muted">{t(label === null ? 'export.plain' : 'export.labelled')}</p>
      </div>
    </Dialog>
  );
}
