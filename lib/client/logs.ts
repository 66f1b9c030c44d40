import { keepPreviousData } from '@tanstack/react-query';
import { type CallLog, callLogSchema } from '#lib/contract/call-log.ts';
import { type LogView, toLogQuery } from '#lib/domain/usage/log-view.ts';
import { callApi } from './api.ts';

interface PageRequest {
  /** What the page before ended with; undefined: from the newest on. */
  readonly pageParam: string | undefined;
  readonly signal: AbortSignal;
}

/** Calls, page by page from the newest on. */
export const callLogQuery = (view: LogView) => ({
  queryKey: ['logs', String(toLogQuery(view))] as const,
  queryFn: ({ pageParam, signal }: PageRequest): Promise<CallLog> => {
    const query = toLogQuery(view);
    if (pageParam !== undefined) query.set('before', pageParam);
    return callApi(`/api/logs?${query}`, { answer: callLogSchema, signal });
  },
  initialPageParam: undefined,
  getNextPageParam: ({ before }: CallLog): string | undefined => before ?? undefined,
  staleTime: 0,
  placeholderData: keepPreviousData,
});
