'use client';
import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * A `<dialog>` that is open for as long as it is in the page. What bears `data-focus-first` gets the focus; whoever had it
 * before gets it back.
 */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null);
  // Of the layout, since that one ends while the dialog is still in the page: only there does it give focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    // Strict mode mounts twice; a dialog that is open already must not be opened again.
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      // The first thing of it would be the button that closes it.
      const first = dialog.querySelector<HTMLElement>('[data-focus-first]');
      first?.focus();
      // As after Tab: what is typed takes the place of what stands there.
      if (first instanceof HTMLInputElement) first.select();
    }
    return () => dialog?.close();
  }, []);
  return ref;
}
