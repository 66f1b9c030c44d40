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
import type { ShellDialog } from './shell-dialogs.tsx';

// No part of a page: it comes when something is first opened.
const ShellDialogs = dynamic(() => import('./shell-dialogs.tsx').then((module) => module.ShellDialogs), {
  loading: Nothing,
});

interface Opened {
  readonly what: ShellDialog;
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
    open !== undefined && (
      <ShellDialogs key={open.serial} what={open.what} sections={sections} session={session} onClose={close} />
    )
  );
}
