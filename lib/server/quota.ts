import type { QuotaStatus } from '#lib/contract/quota.ts';
import { leftOf } from '#lib/domain/limits/left.ts';
import { subjectIds, subjectsOf } from '#lib/domain/limits/subject.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { Access } from './access.ts';
import { newRequestId } from './request-id.ts';
import type { LimitStore } from './storage/limit-store.ts';

/** What is left to whoever uses the console's own pages. */
export interface QuotaReader {
  /**
   * As the limiter sees it now; the look itself counts for nothing.
   *
   * @param cookie of the session, in a team
   * @throws ApiError 401 for nobody, 403 for whoever may not call models, 503 `storage_unavailable`
   */
  left(cookie: string | undefined): Promise<QuotaStatus>;
}

export interface QuotaReaderDeps {
  readonly access: Pick<Access, 'identify'>;
  readonly limitStore: LimitStore;
  /** The gateway's own: there is one *today*. */
  readonly calendar: Calendar;
  readonly timeZone: string;
  readonly currency: string;
}

const NOTHING = { tokens: 0, micros: 0 };

export function createQuotaReader({ access, limitStore, calendar, timeZone, currency }: QuotaReaderDeps): QuotaReader {
  return {
    async left(cookie) {
      // Who the page's own calls to `/v1` are by: the cookie alone tells.
      const header = (name: string) => (name === 'cookie' ? cookie : undefined);
      const caller = await access.identify({ target: '', header, headerFields: [] });
      const atMs = Date.now();
      const { standings } = await limitStore.claim({
        requestId: newRequestId(),
        subjects: subjectsOf(caller, calendar, atMs),
        requests: 0,
        amounts: NOTHING,
        leaseMs: 0,
      });
      return { object: 'quota', currency, timeZone, ...leftOf(standings, atMs, subjectIds(caller).plan) };
    },
  };
}
