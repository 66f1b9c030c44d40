'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CodeText } from '#components/ui/code-text.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { sessionQuery } from '#lib/client/session.ts';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';
import { KEY_VARIABLE } from '#lib/domain/code/key.ts';
import { VISION_CODE_FORM_IDS, VISION_CODE_FORMS, type VisionCodeFormId } from '#lib/domain/vision/code/forms.ts';
import type { VisionView } from '#lib/domain/vision/vision-view.ts';

interface CodeDialogProps {
  picture: VisionPicture;
  view: VisionView;
  onClose: () => void;
}

/** The analysis that the page asks for, in the form that a person chooses. */
export function CodeDialog({ picture: { name, prepared }, view: { model, features }, onClose }: CodeDialogProps) {
  const t = useTranslations('vision.code');
  const close = useTranslations('shell')('close');
  const [form, setForm] = useState<VisionCodeFormId>('curl');
  const { data: session } = useQuery(sessionQuery);
  const needsKey = session?.mode !== 'local';
  const { language, write } = VISION_CODE_FORMS[form];
  const code = write({
    ...{ baseUrl: `${window.location.origin}/v1`, model, features, fileName: name },
    type: IMAGE_TYPES.find((type) => type === prepared?.blob.type) ?? IMAGE_TYPES[0],
    keyNote: needsKey ? undefined : t('noKey'),
  });
  const labels = {
    ...{ copy: t('labels.copy'), copied: t('labels.copied'), code: t('labels.code') },
    ...{ table: t('labels.table'), formula: t('labels.formula') },
  };
  return (
    <Dialog shape="wide" title={t('title')} closeLabel={close} onClose={onClose}>
      <Tabs
        label={t('forms')}
        tabs={VISION_CODE_FORM_IDS.map((id) => ({ id, name: t(`form.${id}`) }))}
        chosen={form}
        onChoose={setForm}
      >
        <div className="flex flex-col gap-3 p-4">
          <ul className="text-meta text-muted">
            <li>{needsKey ? t('key', { variable: KEY_VARIABLE }) : t('noKey')}</li>
            <li>{t('file', { name })}</li>
          </ul>
          <CodeText key={form} code={code} language={language} labels={labels} />
        </div>
      </Tabs>
    </Dialog>
  );
}
