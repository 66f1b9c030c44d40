import { keepPreviousData } from '@tanstack/react-query';
import { type CallDetail, type CallPayload, callDetailSchema, callPayloadSchema } from '#lib/contract/call-detail.ts';
import { type CallLog, callLogSchema } from '#lib/contract/call-log.ts';
import { type Grouping, usageReportSchema } from '#lib/contract/usage-report.ts';
import { type LogView, toLogQuery } from '#lib/domain/usage/log-view.ts';
import { callApi } from './api.ts';

interface PageRequest {
  /** What the page before ended with; undefined: from the newest on. */
  readonly pageParam: string | undefined;
  readonly signal: AbortSignal;
}

/** A page of calls. @param before what the page before ended with. @throws ApiRefusal */
export function fetchCallLog(view: LogView, before: string | undefined, signal: AbortSignal): Promise<CallLog> {
  const query = toLogQuery(view);
  if (before !== undefined) query.set('before', before);
  return callApi(`/api/logs?${query}`, { answer: callLogSchema, signal });
}

/** Calls, page by page from the newest on. */
export const callLogQuery = (view: LogView) => ({
  queryKey: ['logs', String(toLogQuery(view))] as const,
  queryFn: ({ pageParam, signal }: PageRequest): Promise<CallLog> => fetchCallLog(view, pageParam, signal),
  initialPageParam: undefined,
  getNextPageParam: ({ before }: CallLog): string | undefined => before ?? undefined,
  staleTime: 0,
  placeholderData: keepPreviousData,
});

const pathOf = (requestId: string): string => `/api/logs/${encodeURIComponent(requestId)}`;

/** All that is known of one call. */
export const callDetailQuery = (requestId: string) => ({
  queryKey: ['logs', 'one', requestId] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<CallDetail> =>
    callApi(pathOf(requestId), { answer: callDetailSchema, signal }),
  staleTime: 0,
  retry: false,
});

/** What was said in a call; of somebody else’s the audit log remembers that it was read. @throws ApiRefusal */
export const readCallPayload = (requestId: string): Promise<CallPayload> =>
  callApi(`${pathOf(requestId)}/payload`, { answer: callPayloadSchema });

/** What calls have in common, and what that is called where it has a name. */
export interface CallFacet {
  readonly id: string;
  readonly name: string | null;
}

/** What there was in the last month to tell calls apart by, the most frequent first. */
export const callFacetsQuery = (by: Grouping) => ({
  queryKey: ['logs', 'facets', by] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CallFacet[]> => {
    const query = new URLSearchParams({ range: '30d', sandbox: 'true', by });
    const { groups } = await callApi(`/api/usage/report?${query}`, { answer: usageReportSchema, signal });
    return groups.map(({ id, name }) => ({ id, name }));
  },
  staleTime: 60_000,
});
