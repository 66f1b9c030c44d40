import type { Usage, UsageQuery } from '#lib/contract/usage.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { Ledger } from '#lib/server/storage/ledger.ts';

/** What people are told of use. */
export interface UsageReader {
  /** @param owner undefined: everybody's use. @throws ApiError 503 `storage_unavailable` */
  totals(query: UsageQuery, owner?: string): Promise<Usage>;
}

export interface UsageReaderDeps {
  readonly ledger: Ledger;
  /** The limits' own: there is one *today*. */
  readonly calendar: Calendar;
  readonly timeZone: string;
  readonly currency: string;
}

export function createUsageReader({ ledger, calendar, timeZone, currency }: UsageReaderDeps): UsageReader {
  return {
    async totals({ window, sandbox }, owner) {
      const { startMs, endMs } = calendar(window, Date.now());
      const withSandbox = sandbox === 'true';
      return {
        object: 'usage',
        window,
        startsAt: new Date(startMs).toISOString(),
        endsAt: new Date(endMs).toISOString(),
        timeZone,
        currency,
        sandbox: withSandbox,
        totals: await ledger.totals({ startMs, endMs, withSandbox, owner }),
      };
    },
  };
}
