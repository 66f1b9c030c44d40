'use client';
import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { isSandbox, useModels } from './use-models.ts';

// The list with its search weighs more than the rest of the page: it comes when it is first opened.
const ModelCombobox = dynamic(() => import('./model-combobox.tsx').then((module) => module.ModelCombobox), {
  loading: () => <ModelButton aria-busy />,
});

/** The chosen model, as a button. */
export function ModelButton(props: ComponentProps<'button'>) {
  const t = useTranslations('chat.model');
  const { model, modelId } = useModels();
  return (
    <Button {...props} aria-label={`${t('label')}: ${modelId || t('choose')}`} className="min-w-0 shrink">
      <span className="truncate">{modelId || t('choose')}</span>
      {isSandbox(model) && <SandboxMark />}
      <ChevronDown size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
    </Button>
  );
}

export function ModelPicker() {
  const [opened, setOpened] = useState(false);
  return opened ? <ModelCombobox /> : <ModelButton aria-haspopup="dialog" onClick={() => setOpened(true)} />;
}
