import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';

/** How a view is said in a page's address. */
export interface AddressForm<View> {
  /** What is no view in it is left out. */
  readonly parse: (query: URLSearchParams) => View;
  /** The way back from `parse`; what is as at first is left out. */
  readonly format: (view: View) => URLSearchParams;
}

interface ChangeOptions {
  /** A step that Back takes back. */
  readonly push?: boolean;
}

/** Changes what is wished for, and leaves the rest of the view. */
export type ChangeView<View> = (wish: Partial<View>, options?: ChangeOptions) => void;

/** A query as it ends an address: with its question mark; empty when nothing is asked. */
export const searchOf = (query: URLSearchParams): string => (query.size === 0 ? '' : `?${query}`);

/**
 * What a page shows, as its address says it: so that it can be kept, sent and come back to.
 *
 * @param form one and the same at every call
 */
export function useAddressView<View extends object>(form: AddressForm<View>): readonly [View, ChangeView<View>] {
  const { parse, format } = form;
  const query = useSearchParams();
  // Kept here and written to the address: read back from there, it would come too late for a person who types.
  const [view, setView] = useState(() => parse(query));
  // Two changes between two renderings are two.
  const latest = useRef(view);
  useEffect(() => {
    // The router tells of an earlier address while somebody goes on typing.
    if (String(query) !== String(new URLSearchParams(window.location.search))) return;
    // A link may lead to another view of the page that is open, and so may Back.
    const linked = parse(query);
    if (String(format(latest.current)) === String(format(linked))) return;
    latest.current = linked;
    setView(linked);
  }, [query, parse, format]);
  const change: ChangeView<View> = (wish, { push = false } = {}) => {
    const next = { ...latest.current, ...wish };
    latest.current = next;
    setView(next);
    const address = window.location.pathname + searchOf(format(next));
    // The same page: nothing is asked of the server.
    if (push) window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  };
  return [view, change];
}
