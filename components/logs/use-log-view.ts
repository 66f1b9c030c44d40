import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { type LogView, parseLogView, toLogQuery } from '#lib/domain/usage/log-view.ts';

/** Which calls are shown, as the address says it. */
export function useLogView(): [LogView, (wish: Partial<LogView>) => void] {
  const query = useSearchParams();
  // Kept here and written to the address: read back from there, it would come too late for a person who types.
  const [view, setView] = useState(() => parseLogView(query));
  useEffect(() => {
    const linked = parseLogView(query);
    setView((shown) => (String(toLogQuery(shown)) === String(toLogQuery(linked)) ? shown : linked));
  }, [query]);
  const change = (wish: Partial<LogView>) => {
    const next = { ...view, ...wish };
    setView(next);
    const asked = toLogQuery(next);
    window.history.replaceState(null, '', window.location.pathname + (asked.size === 0 ? '' : `?${asked}`));
  };
  return [view, change];
}
