'use client';
import { Code } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';

const ViewCodeDialog = dynamic(() => import('./view-code-dialog.tsx').then((module) => module.ViewCodeDialog), {
  loading: Nothing,
});

/** Shows the request that Send would make, as code. */
export function ViewCode() {
  const t = useTranslations('chat.code');
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t('open')} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Code size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {open && <ViewCodeDialog onClose={() => setOpen(false)} />}
    </>
  );
}
