'use client';
import { useQueryClient } from '@tanstack/react-query';
import { ALERTS_KEY } from '#lib/client/firing.ts';

/** Asks anew for all that is known of alerts; resolves once it is there. */
export function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [ALERTS_KEY] });
}
