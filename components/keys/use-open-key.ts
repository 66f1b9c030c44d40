'use client';
import { useSearchParams } from 'next/navigation';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { searchOf } from '#components/ui/use-address-view.ts';
import { type KeysView, toQuery } from '#lib/domain/keys/view.ts';

/** Where the focus goes back to. */
export const openerId = (keyId: string): string => `open-key-${keyId}`;

/**
 * The key whose last 24 hours are open, as the address says: `?key=…`. It has an entry of its own in the browser's
 * history, so that its *back* leads to the list as well; the focus returns to where it was.
 */
export function useOpenKey(view: KeysView) {
  const key = useSearchParams().get('key') ?? undefined;
  const [cameFromList, setCameFromList] = useState(false);
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (key === undefined && last.current !== undefined) document.getElementById(openerId(last.current))?.focus();
    last.current = key;
  }, [key]);
  return {
    key,
    /** It was opened here, not by its address. */
    cameFromList,
    linkTo: (id: string) => ({
      href: searchOf(toQuery(view, id)),
      onClick: (event: MouseEvent) => {
        // Into another tab or window: the browser's own affair.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        setCameFromList(true);
        window.history.pushState(null, '', window.location.pathname + searchOf(toQuery(view, id)));
      },
    }),
    leave: () => {
      if (cameFromList) window.history.back();
      else window.history.replaceState(null, '', window.location.pathname + searchOf(toQuery(view)));
      setCameFromList(false);
    },
  };
}
