'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CodeDialog } from '#components/ui/code-dialog.tsx';
import { readyPictures } from '#lib/client/chat/draft-picture.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { rememberCodeForm, rememberedCodeForm } from '#lib/client/code-form.ts';
import { sessionQuery } from '#lib/client/session.ts';
import { CODE_FORM_IDS, CODE_FORMS, type CodeFormId } from '#lib/domain/chat/code/forms.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { toChatRequest } from '#lib/domain/chat/request.ts';
import { KEY_VARIABLE } from '#lib/domain/code/key.ts';
import { useModels } from './use-models.ts';

/** The request that Send would make at this moment, in the form that a person chooses. */
export function ViewCodeDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('chat.code');
  const [form, setForm] = useState(() => rememberedCodeForm(CODE_FORM_IDS));
  const { modelId } = useModels();
  const settings = useChat((state) => state.settings);
  const messages = useChat((state) => state.messages);
  const draft = useChat((state) => state.draft);
  const drafted = useChat((state) => state.pictures);
  const { data: session } = useQuery(sessionQuery);
  const needsKey = session?.mode !== 'local';
  const pictures = readyPictures(drafted);
  const blank = draft.trim() === '' && pictures.length === 0;
  const question: Message = { id: '', role: 'user', text: blank ? t('sample') : draft.trim() && draft, pictures };
  // A thread that ends with a question waits for its answer: that is what would be sent.
  const waits = blank && messages.at(-1)?.role === 'user';
  const said = waits ? messages : [...messages, question];
  const body = toChatRequest({ ...settings, model: modelId }, said);
  const named = said.flatMap((message) => (message.role === 'user' ? (message.pictures ?? []) : []));
  const { language, write } = CODE_FORMS[form];
  const code = write({
    baseUrl: `${window.location.origin}/v1`,
    body,
    pictures: named,
    keyNote: needsKey ? undefined : t('noKey'),
  });
  const choose = (id: CodeFormId) => {
    setForm(id);
    rememberCodeForm(id);
  };
  return (
    <CodeDialog
      words={{ title: t('title'), forms: t('forms') }}
      forms={CODE_FORM_IDS.map((id) => ({ id, name: t(`form.${id}`) }))}
      chosen={form}
      onChoose={choose}
      code={{ text: code, language }}
      onClose={onClose}
    >
      {blank && !waits && <li>{t('empty')}</li>}
      <li>{needsKey ? t('key', { variable: KEY_VARIABLE }) : t('noKey')}</li>
      {form === 'curl' && <li>{t('shells')}</li>}
      {named.length > 0 && <li>{t(form === 'curl' ? 'pictures.named' : 'pictures.read')}</li>}
    </CodeDialog>
  );
}
