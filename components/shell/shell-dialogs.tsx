'use client';
import dynamic from 'next/dynamic';
import { Nothing } from '#components/ui/nothing.ts';
import type { Session } from '#lib/contract/people.ts';
import type { SectionName } from './navigation.tsx';
import { Palette } from './palette.tsx';

const ShortcutsDialog = dynamic(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog), {
  loading: Nothing,
});
const ConnectDialog = dynamic(() => import('./connect-dialog.tsx').then((module) => module.ConnectDialog), {
  loading: Nothing,
});

export type ShellDialog = 'palette' | 'shortcuts' | 'connect';

interface ShellDialogsProps {
  what: ShellDialog;
  sections: readonly SectionName[];
  session: Session;
  onClose: () => void;
}

/** What opens above any page. */
export function ShellDialogs({ what, sections, session, onClose }: ShellDialogsProps) {
  if (what === 'palette') return <Palette sections={sections} session={session} onClose={onClose} />;
  return what === 'shortcuts' ? <ShortcutsDialog onClose={onClose} /> : <ConnectDialog onClose={onClose} />;
}
