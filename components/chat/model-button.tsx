'use client';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { isSandbox, useModels } from './use-models.ts';

/** The chosen model, as a button. */
export function ModelButton(props: ComponentProps<'button'>) {
  const t = useTranslations('chat.model');
  const { model, modelId } = useModels();
  const sandbox = useTranslations('shell')('sandbox');
  const name = [`${t('label')}: ${modelId || t('choose')}`, isSandbox(model) && sandbox].filter(Boolean).join(' ');
  return (
    // A combobox takes no name from what it holds.
    // Of what stands in the bar it alone can be narrower: the rest of a phone's bar is beyond the edge otherwise.
    <Button {...props} aria-label={name} className="min-w-0 shrink!">
      <span className="truncate">{modelId || t('choose')}</span>
      {isSandbox(model) && (
        <span className="max-sm:hidden">
          <SandboxMark />
        </span>
      )}
      <ChevronDown size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
    </Button>
  );
}
