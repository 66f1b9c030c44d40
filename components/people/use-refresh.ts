'use client';
import { useQueryClient } from '@tanstack/react-query';
import { keysQuery } from '#lib/client/keys.ts';
import { invitationsQuery, peopleQuery } from '#lib/client/people.ts';

/** Asks anew for all that stands on the page; resolves once it is there. */
export function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      // A person's plan takes keys along.
      [peopleQuery, invitationsQuery, keysQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })),
    );
}
