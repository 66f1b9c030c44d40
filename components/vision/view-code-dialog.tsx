'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CodeDialog } from '#components/ui/code-dialog.tsx';
import { rememberCodeForm, rememberedCodeForm } from '#lib/client/code-form.ts';
import { sessionQuery } from '#lib/client/session.ts';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';
import { KEY_VARIABLE } from '#lib/domain/code/key.ts';
import { VISION_CODE_FORM_IDS, VISION_CODE_FORMS, type VisionCodeFormId } from '#lib/domain/vision/code/forms.ts';
import type { VisionView } from '#lib/domain/vision/vision-view.ts';

interface ViewCodeDialogProps {
  picture: VisionPicture;
  view: VisionView;
  onClose: () => void;
}

/** The analysis that the page asks for, in the form that a person chooses. */
export function ViewCodeDialog({
  picture: { name, prepared },
  view: { model, features },
  onClose,
}: ViewCodeDialogProps) {
  const t = useTranslations('vision.code');
  const [form, setForm] = useState(() => rememberedCodeForm(VISION_CODE_FORM_IDS));
  const { data: session } = useQuery(sessionQuery);
  const needsKey = session?.mode !== 'local';
  const { language, write } = VISION_CODE_FORMS[form];
  const text = write({
    ...{ baseUrl: `${window.location.origin}/v1`, model, features, fileName: name },
    type: IMAGE_TYPES.find((type) => type === prepared?.blob.type) ?? IMAGE_TYPES[0],
    keyNote: needsKey ? undefined : t('noKey'),
  });
  const choose = (id: VisionCodeFormId) => {
    setForm(id);
    rememberCodeForm(id);
  };
  return (
    <CodeDialog
      words={{ title: t('title'), forms: t('forms') }}
      forms={VISION_CODE_FORM_IDS.map((id) => ({ id, name: t(`form.${id}`) }))}
      chosen={form}
      onChoose={choose}
      code={{ text, language }}
      onClose={onClose}
    >
      <li>{needsKey ? t('key', { variable: KEY_VARIABLE }) : t('noKey')}</li>
      <li>{t('file', { name })}</li>
    </CodeDialog>
  );
}
