'use client';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

const WITH_PLAN = ['change', 'remove'] as const;
const WITHOUT_PLAN = ['new', 'local'] as const;

/** What stands before the list; one at a time. */
export type OpenDialog =
  | { readonly dialog: (typeof WITHOUT_PLAN)[number] }
  | { readonly dialog: (typeof WITH_PLAN)[number]; readonly plan: string };

/** The open dialog is part of the address, so that one can point at it: `?dialog=change&plan=free`. */
export function useDialogAddress() {
  const params = useSearchParams();
  // A state of its own: the router follows the address in its own time, and what is typed at once would be lost.
  const [open, setOpen] = useState(() => read(params.get('dialog'), params.get('plan')));
  const go = (next: OpenDialog | undefined) => {
    setOpen(next);
    const query = next === undefined ? '' : `?${new URLSearchParams({ ...next })}`;
    // The same page: nothing is asked of the server, and there is nothing to go back to.
    window.history.replaceState(null, '', window.location.pathname + query);
  };
  return { open, show: go, close: () => go(undefined) };
}

function read(name: string | null, plan: string | null): OpenDialog | undefined {
  const alone = WITHOUT_PLAN.find((known) => known === name);
  if (alone !== undefined) return { dialog: alone };
  const about = WITH_PLAN.find((known) => known === name);
  return about === undefined || plan === null ? undefined : { dialog: about, plan };
}
