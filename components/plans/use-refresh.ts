'use client';
import { useQueryClient } from '@tanstack/react-query';
import { keysQuery } from '#lib/client/keys.ts';
import { localPlanQuery, plansQuery } from '#lib/client/plans.ts';

/** Asks anew for all that stands on the page; resolves once it is there. */
export function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([plansQuery, keysQuery, localPlanQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
}
