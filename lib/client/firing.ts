/** Begins the keys of all that is asked of alerts. */
export const ALERTS_KEY = 'alerts';

/**
 * How many alerts go on, for the mark in the navigation; asked again once a minute while the page is in view. Read by
 * hand: the schemas are no part of a first visit.
 */
export const firingQuery = {
  queryKey: [ALERTS_KEY, 'firing'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<number> => {
    const response = await fetch('/api/alerts/firing', { signal });
    if (!response.ok) throw new Error(`GET /api/alerts/firing answered ${response.status}`);
    return Number((await response.json()).count);
  },
  refetchInterval: 60_000,
} as const;
