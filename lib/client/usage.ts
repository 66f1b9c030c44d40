import { keepPreviousData } from '@tanstack/react-query';
import {
  type SampleTraffic,
  sampleTrafficSchema,
  type UsageCheck,
  type UsageReport,
  usageCheckSchema,
  usageReportSchema,
} from '#lib/contract/usage-report.ts';
import { toQuery, type UsageView } from '#lib/domain/usage/view.ts';
import { callApi } from './api.ts';

/** Begins the keys of all that is asked of use. */
export const USAGE_KEY = 'usage';

/** What is being made now is asked for again this often. */
const AGAIN_MS = { '1h': 10_000, '24h': 60_000, '7d': 60_000, '30d': 60_000, custom: false } as const;

/** All that one view shows; the last one stays until the next is there. */
export const usageReportQuery = (view: UsageView) => ({
  queryKey: [USAGE_KEY, 'report', String(toQuery(view))],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<UsageReport> =>
    callApi(`/api/usage/report?${toQuery(view)}`, { answer: usageReportSchema, signal }),
  staleTime: 0,
  placeholderData: keepPreviousData,
  refetchInterval: AGAIN_MS[view.range],
});

/** The address of a view's sums as a file. */
export function exportPath(view: UsageView, format: 'csv' | 'json'): string {
  const query = toQuery(view);
  query.set('format', format);
  return `/api/usage/export?${query}`;
}

/** Adds up the ledger of a view's period call by call. @throws ApiRefusal */
export const checkUsage = (view: UsageView): Promise<UsageCheck> =>
  callApi(`/api/usage/check?${toQuery(view)}`, { answer: usageCheckSchema });

/** Begins a minute of calls to the sandbox. @throws ApiRefusal */
export const startSampleTraffic = (): Promise<SampleTraffic> =>
  callApi('/api/usage/sample', { method: 'POST', answer: sampleTrafficSchema });
