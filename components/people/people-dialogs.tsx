'use client';
import type { Done } from '#components/ui/use-acts.ts';
import type { InvitationCreated, Person } from '#lib/contract/people.ts';
import { ChangePersonDialog } from './change-person-dialog.tsx';
import type { OpenLink } from './invitations-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkShown } from './link-shown.tsx';
import { ManageDialog } from './manage-dialog.tsx';
import { useRefresh } from './use-refresh.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** What stands before the list; one at a time. */
export type OpenDialog =
  | { readonly dialog: 'invite' }
  | { readonly dialog: 'link'; readonly created: InvitationCreated; readonly name?: string }
  | { readonly dialog: 'change' | 'manage'; readonly person: Person }
  | { readonly dialog: 'withdraw'; readonly link: OpenLink };

interface PeopleDialogsProps {
  open: OpenDialog;
  selfId: string;
  /** Where people open the console; absent: as it is opened here. */
  origin: string | undefined;
  onOpen: (open: OpenDialog) => void;
  onDone: (done: Done) => void;
  onClose: () => void;
}

export function PeopleDialogs({ open, selfId, origin, onOpen, onDone, onClose }: PeopleDialogsProps) {
  const refresh = useRefresh();
  switch (open.dialog) {
    case 'invite':
      return (
        <InviteDialog
          onCreated={(created) => {
            onOpen({ dialog: 'link', created });
            void refresh();
          }}
          onClose={onClose}
        />
      );
    case 'link':
      return (
        <LinkShown
          created={open.created}
          name={open.name}
          origin={origin ?? window.location.origin}
          onClose={onClose}
        />
      );
    case 'change':
      return (
        <ChangePersonDialog person={open.person} isSelf={open.person.id === selfId} onDone={onDone} onClose={onClose} />
      );
    case 'manage':
      return (
        <ManageDialog
          person={open.person}
          onDone={onDone}
          onLink={(created) => onOpen({ dialog: 'link', created, name: open.person.name })}
          onClose={onClose}
        />
      );
    case 'withdraw':
      return <WithdrawDialog link={open.link} onDone={onDone} onClose={onClose} />;
  }
}
