import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { parseView, toQuery, type UsageView } from '#lib/domain/usage/view.ts';

const addressOf = (view: UsageView): string => {
  const query = toQuery(view);
  return query.size === 0 ? '' : `?${query}`;
};

interface ChangeOptions {
  /** A step that Back takes back. */
  readonly push?: boolean;
}

/** What is shown, as the address says it. */
export function useView(): [UsageView, (wish: Partial<UsageView>, options?: ChangeOptions) => void] {
  const query = useSearchParams();
  // Kept here and written to the address: read back from there, it would come too late for a person who types.
  const [view, setView] = useState(() => parseView(query));
  useEffect(() => {
    setView((shown) => (addressOf(shown) === addressOf(parseView(query)) ? shown : parseView(query)));
  }, [query]);
  const change = (wish: Partial<UsageView>, { push = false }: ChangeOptions = {}) => {
    const next = { ...view, ...wish };
    setView(next);
    const address = window.location.pathname + addressOf(next);
    if (push) window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  };
  return [view, change];
}
