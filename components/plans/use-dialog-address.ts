'use client';
import { useAddressView } from '#components/ui/use-address-view.ts';

const WITH_PLAN = ['change', 'remove'] as const;
const WITHOUT_PLAN = ['new', 'local'] as const;

/** What stands before the list; one at a time. */
export type OpenDialog =
  | { readonly dialog: (typeof WITHOUT_PLAN)[number] }
  | { readonly dialog: (typeof WITH_PLAN)[number]; readonly plan: string };

interface DialogView {
  readonly open: OpenDialog | undefined;
}

const ADDRESS = {
  parse: (query: URLSearchParams): DialogView => ({ open: read(query.get('dialog'), query.get('plan')) }),
  format: ({ open }: DialogView) => new URLSearchParams({ ...open }),
};

/** The open dialog is part of the address, so that one can point at it: `?dialog=change&plan=free`. */
export function useDialogAddress() {
  const [{ open }, change] = useAddressView(ADDRESS);
  return { open, show: (next: OpenDialog) => change({ open: next }), close: () => change({ open: undefined }) };
}

function read(name: string | null, plan: string | null): OpenDialog | undefined {
  const alone = WITHOUT_PLAN.find((known) => known === name);
  if (alone !== undefined) return { dialog: alone };
  const about = WITH_PLAN.find((known) => known === name);
  return about === undefined || plan === null ? undefined : { dialog: about, plan };
}
