import type { Kysely } from 'kysely';
import type { UsageStore } from '#lib/server/storage/usage.ts';
import { storageUnavailable } from '#lib/server/storage/write-queue.ts';
import { callLogOf, callOf } from './call-log.ts';
import type { Database } from './schema.ts';
import { callSumsOf, callTimingsOf, callTrendOf, sumsOf, timingsOf, trendOf } from './usage-queries.ts';
import { type RollUpOptions, readRolled, rollUp } from './usage-rollup.ts';

interface UsageDeps extends RollUpOptions {
  /** What a read says that counts every call taken so far. */
  readonly afterFlush: <T>(read: () => Promise<T>) => Promise<T>;
}

/** What calls came to, in either database. */
export function createUsageStore(database: Kysely<Database>, { afterFlush, ...options }: UsageDeps): UsageStore {
  return {
    rolledUntil: async () => {
      try {
        return await readRolled(database, options.timeZone);
      } catch (cause) {
        throw storageUnavailable(cause);
      }
    },
    sums: (query) => afterFlush(() => sumsOf(database, query)),
    callSums: (query) => afterFlush(() => callSumsOf(database, query)),
    trend: (query) => afterFlush(() => trendOf(database, query)),
    callTrend: (query) => afterFlush(() => callTrendOf(database, query)),
    timings: (query) => afterFlush(() => timingsOf(database, query)),
    callTimings: (query) => afterFlush(() => callTimingsOf(database, query)),
    calls: (filter) => afterFlush(() => callLogOf(database, filter, options)),
    call: (requestId) => afterFlush(() => callOf(database, requestId)),
    rollUp: (nowMs) => rollUp(database, nowMs, options),
  };
}
