'use client';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { changeFilter, filterParams, NO_FILTER, type PageFilter, readFilter } from '#lib/domain/audit/filter.ts';

// In one order, whatever was changed last.
const ADDRESS = { parse: readFilter, format: (filter: PageFilter) => filterParams(changeFilter(filter, {})) };

/** Which entries are shown, as the address says it. */
export function useFilter() {
  const [filter, change] = useAddressView<PageFilter>(ADDRESS);
  return {
    filter,
    isFiltered: filterParams(filter).size > 0,
    set: (wish: Partial<Record<keyof PageFilter, string>>) => change(changeFilter({}, wish)),
    clear: () => change(NO_FILTER),
  };
}
