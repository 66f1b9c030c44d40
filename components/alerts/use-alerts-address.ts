'use client';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { type AlertsView, parseAlertsView, toAlertsQuery } from '#lib/domain/alerts/view.ts';

/** What the page shows, as the address says it: `?dialog=change-rule&id=…`, `?rule=…`. */
export function useAlertsAddress() {
  const query = useSearchParams();
  // Kept here and written to the address: read back from there, it would come too late for a person who types.
  const [view, setView] = useState(() => parseAlertsView(query));
  useEffect(() => {
    const linked = parseAlertsView(query);
    setView((shown) => (String(toAlertsQuery(shown)) === String(toAlertsQuery(linked)) ? shown : linked));
  }, [query]);
  const change = (wish: AlertsView) => {
    const next = { ...view, ...wish };
    setView(next);
    const asked = toAlertsQuery(next);
    window.history.replaceState(null, '', window.location.pathname + (asked.size === 0 ? '' : `?${asked}`));
  };
  return { view, change };
}
