'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { provideCommands } from '#lib/client/commands.ts';
import { hideImeKeys } from '#lib/client/ime.ts';
import { keepAboveKeyboard } from '#lib/client/keyboard-room.ts';
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

interface Opened {
  readonly what: 'palette' | 'shortcuts' | 'connect';
  /** Another one each time it is opened. */
  readonly serial: number;
}

interface ShellCommandsProps {
  sections: readonly SectionName[];
  session: Session;
}

/** The keys of the console, and what opens above any page. */
export function ShellCommands({ sections, session }: ShellCommandsProps) {
  const [open, setOpen] = useState<Opened>();
  // A dialog tells of its end a moment later: by then the next one may be open.
  const close = () => setOpen((now) => (now === open ? undefined : now));

  useEffect(() => {
    let serial = 0;
    const show = (what: Opened['what']) => {
      serial += 1;
      setOpen({ what, serial });
    };
    const ends = [
      keepAboveKeyboard(window),
      hideImeKeys(window),
      listenForShortcuts(window, isApple()),
      provideCommands({
        openPalette: { run: () => show('palette') },
        openShortcuts: { run: () => show('shortcuts') },
        connect: { run: () => show('connect') },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);

  return (
    <>
      {open?.what === 'palette' && <Palette key={open.serial} sections={sections} session={session} onClose={close} />}
      {open?.what === 'shortcuts' && <ShortcutsDialog key={open.serial} onClose={close} />}
      {open?.what === 'connect' && <ConnectDialog key={open.serial} onClose={close} />}
    </>
  );
}
