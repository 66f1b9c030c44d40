'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import type { CatalogueModel } from '#lib/contract/catalogue.ts';
import { tryPath } from '#lib/domain/models/view.ts';

const CallDialog = dynamic(() => import('./call-dialog.tsx').then((module) => module.CallDialog), { loading: Nothing });

/** How whoever looks may call models; `null`: not at all. */
export type Calls = { readonly needKey: boolean } | null;

interface ModelActionProps {
  model: CatalogueModel;
  needsKey: boolean;
}

/** *Try* where a page exists for it, else the call to copy; nothing where no call would be served. */
export function ModelAction({ model, needsKey }: ModelActionProps) {
  const t = useTranslations('models');
  const [open, setOpen] = useState(false);
  const { id, servedBy } = model;
  const path = tryPath(model);
  const [kind] = model.kinds;
  if (path !== undefined) {
    return (
      <ButtonLink size="compact" href={path} prefetch={false} aria-label={t('tryLabel', { id })}>
        {t('try')}
      </ButtonLink>
    );
  }
  if (servedBy === null || kind === undefined) return null;
  return (
    <>
      <Button size="compact" aria-haspopup="dialog" aria-label={t('call.label', { id })} onClick={() => setOpen(true)}>
        <code className="font-mono">{t('call.button')}</code>
      </Button>
      {open && <CallDialog model={id} kind={kind} needsKey={needsKey} onClose={() => setOpen(false)} />}
    </>
  );
}
