import { type AuditFilter, type AuditPage, auditPageSchema } from '#lib/contract/audit.ts';
import { filterParams } from '#lib/domain/audit/filter.ts';
import { callApi } from './api.ts';

interface PageRequest {
  /** Id of the last entry that is known; undefined: from the newest on. */
  readonly pageParam: number | undefined;
  readonly signal: AbortSignal;
}

/** The entries that a filter lets through, page by page from the newest on, for the pages' cache. */
export const auditQuery = (filter: AuditFilter) => ({
  queryKey: ['audit', filter] as const,
  queryFn: async ({ pageParam, signal }: PageRequest): Promise<AuditPage> => {
    const params = filterParams(filter);
    if (pageParam !== undefined) params.set('before', String(pageParam));
    return await callApi(`/api/audit?${params}`, { answer: auditPageSchema, signal });
  },
  initialPageParam: undefined,
  getNextPageParam: ({ before }: AuditPage): number | undefined => before ?? undefined,
});

/** Where all that a filter lets through is to be had as a file. */
export const auditExportPath = (filter: AuditFilter, format: 'csv' | 'json'): string => {
  const params = filterParams(filter);
  params.set('format', format);
  return `/api/audit/export?${params}`;
};
