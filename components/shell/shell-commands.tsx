'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { provideCommands } from '#lib/client/commands.ts';
import { hideImeKeys } from '#lib/client/ime.ts';
import { isApple } from '#lib/client/platform.ts';
import { listenForShortcuts } from '#lib/client/shortcuts.ts';
import type { Session } from '#lib/contract/people.ts';
import type { SectionName } from './navigation.tsx';

// None of them is part of a page: each comes when it is first opened.
const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { loading: Nothing });
const ShortcutsDialog = dynamic(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog), {
  loading: Nothing,
});
const ConnectDialog = dynamic(() => import('./connect-dialog.tsx').then((module) => module.ConnectDialog), {
  loading: Nothing,
});

interface ShellCommandsProps {
  sections: readonly SectionName[];
  session: Session;
}

/** The keys of the console, and what opens above any page. */
export function ShellCommands({ sections, session }: ShellCommandsProps) {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | 'connect'>();
  const close = () => setOpen(undefined);

  useEffect(() => {
    const ends = [
      hideImeKeys(window),
      listenForShortcuts(window, isApple()),
      provideCommands({
        openPalette: { run: () => setOpen('palette') },
        openShortcuts: { run: () => setOpen('shortcuts') },
        connect: { run: () => setOpen('connect') },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);

  return (
    <>
      {open === 'palette' && <Palette sections={sections} session={session} onClose={close} />}
      {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {open === 'connect' && <ConnectDialog onClose={close} />}
    </>
  );
}
