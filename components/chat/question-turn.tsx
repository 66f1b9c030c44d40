'use client';
import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import type { SystemMessage, UserMessage } from '#lib/domain/chat/message.ts';
import { classNames } from '#lib/std/class-names.ts';
import { BranchArrows } from './branch-arrows.tsx';
import { useInserting } from './inserted.tsx';
import { MessageEditor } from './message-editor.tsx';
import { MessageMenu } from './message-menu.tsx';
import { MessagePictures } from './message-pictures.tsx';
import { useModels } from './use-models.ts';

/** What a person asked, or an instruction among the messages. */
export function QuestionTurn({ message }: { message: UserMessage | SystemMessage }) {
  const t = useTranslations('chat.user');
  const roles = useTranslations('chat.roles');
  const busy = useChat((state) => state.busy);
  const [editing, setEditing] = useState<{ version: number }>();
  const { insert, editor } = useInserting(message.id);
  const { id, role, text } = message;
  const pictures = picturesOf(message);
  if (editing !== undefined) {
    return <Editor message={message} version={editing.version} onClose={() => setEditing(undefined)} />;
  }
  const edit = () => setEditing({ version: useChat.getState().versionOf(id) });
  return (
    <article
      id={id}
      aria-label={role === 'user' ? t('label') : roles(role)}
      className={classNames('group flex flex-col', role === 'user' ? 'items-end' : 'items-stretch')}
    >
      {role === 'system' && <p className="mb-1 text-meta text-faint">{roles('system')}</p>}
      {pictures.length > 0 && <MessagePictures pictures={pictures} />}
      {(text !== '' || pictures.length === 0) && (
        <div
          className={classNames(
            'text-prose break-words whitespace-pre-wrap',
            role === 'user'
              ? 'max-w-[85%] rounded-composer rounded-br-[4px] bg-hover px-3.5 py-2'
              : 'rounded-card border border-line bg-bg px-3.5 py-2 text-muted',
          )}
        >
          {text}
        </div>
      )}
      <div className="flex items-center">
        <BranchArrows id={id} />
        <div className="flex opacity-0 transition-opacity duration-120 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
          <CopyButton text={text} label={t('copy')} />
          <IconButton compact label={t('edit')} disabled={busy} onClick={edit}>
            <Pencil size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
          <MessageMenu id={id} onInsert={insert} />
        </div>
      </div>
      {editor}
    </article>
  );
}

interface EditorProps {
  message: UserMessage | SystemMessage;
  /** The one whose words the person saw. */
  version: number;
  onClose: () => void;
}

const NO_PICTURES: readonly Picture[] = [];
const picturesOf = (message: UserMessage | SystemMessage): readonly Picture[] =>
  message.role === 'user' ? (message.pictures ?? NO_PICTURES) : NO_PICTURES;

function Editor({ message, version, onClose }: EditorProps) {
  const t = useTranslations('chat.user');
  const { id, role, text } = message;
  const [pictures, setPictures] = useState(picturesOf(message));
  const wordsOf = (words: string) => (pictures === picturesOf(message) ? { text: words } : { text: words, pictures });
  const { modelId } = useModels();
  const { edit, resend } = useChat.getState();
  return (
    <MessageEditor
      label={t('editing')}
      initial={text}
      pictures={{ shown: pictures, changed: pictures !== picturesOf(message), onChange: setPictures }}
      save={{ label: t('keep'), run: (words) => edit(id, wordsOf(words), version) }}
      send={
        role === 'user'
          ? { label: t('save'), run: (words) => resend(id, { text: words, pictures }, modelId) }
          : undefined
      }
      onClose={onClose}
    />
  );
}
