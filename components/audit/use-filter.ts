'use client';
import { useSearchParams } from 'next/navigation';
import { changeFilter, filterParams, type PageFilter, readFilter } from '#lib/domain/audit/filter.ts';

/** The filter is what the address says, so that a view can be kept, sent and come back to. */
export function useFilter() {
  const filter = readFilter(useSearchParams());
  const go = (next: PageFilter) => {
    const query = filterParams(next).toString();
    window.history.replaceState(null, '', query === '' ? window.location.pathname : `?${query}`);
  };
  return {
    filter,
    isFiltered: filterParams(filter).size > 0,
    // From the address itself: the router follows it in its own time.
    set: (change: Partial<Record<keyof PageFilter, string>>) =>
      go(changeFilter(readFilter(new URLSearchParams(window.location.search)), change)),
    clear: () => go({}),
  };
}
