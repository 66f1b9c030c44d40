import { parseQuota, type QuotaStatus } from '#lib/contract/quota.ts';
import { isNear } from '#lib/domain/limits/left.ts';

/** A browser's clock may be wrong: it must not ask without end. */
const MIN_WAIT_MS = 5_000;

/** What is left to the person at the page; asked again when the window comes to the front. */
export const quotaQuery = {
  queryKey: ['quota'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<QuotaStatus> => {
    const response = await fetch('/api/quota', { signal });
    const quota = response.ok ? parseQuota(await response.json()) : undefined;
    if (quota === undefined) throw new Error(`GET /api/quota answered ${response.status}`);
    return quota;
  },
  staleTime: 0,
  /** While the minute's requests are near their end, so that what is said of them does not outlive them. */
  refetchInterval: ({ state }: { state: { data?: QuotaStatus | undefined } }): number | false => {
    const requests = state.data?.requests;
    if (requests == null || !isNear(requests)) return false;
    return Math.max(MIN_WAIT_MS, Date.parse(requests.opensAt ?? requests.resetsAt) - Date.now());
  },
} as const;
