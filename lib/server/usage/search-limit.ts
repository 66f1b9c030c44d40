import { ApiError } from '#lib/contract/errors.ts';
import { refusalOf } from '#lib/domain/limits/standing.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';

/** Of one person: more than anybody types, less than would keep a database busy. */
export const SEARCHES_PER_MINUTE = 60;
/** A claim that is settled at once needs no longer. */
const LEASE_MS = 10_000;
const NOTHING = { tokens: 0, micros: 0 } as const;

/** A limit on looking for words, which no index helps with (T-Q-06). */
export interface SearchLimit {
  /** Counts a search. @throws ApiError 429 with the exact wait */
  take(principal: Pick<Principal, 'id'>): Promise<void>;
}

export const createSearchLimit = (limits: LimitStore): SearchLimit => ({
  async take({ id }) {
    const requestId = newRequestId();
    const subjects = [{ id: `log-search:${id}`, requestsPerMinute: SEARCHES_PER_MINUTE, quotas: [] }];
    const verdict = await limits.claim({ requestId, subjects, requests: 1, amounts: NOTHING, leaseMs: LEASE_MS });
    if (verdict.admitted) {
      await limits.settle(requestId, NOTHING);
      return;
    }
    const retryAfterMs = refusalOf(verdict, NOTHING, Date.now())?.waitMs;
    throw new ApiError('rate_limit_exceeded', 'Too many searches of the log. Wait a moment.', { retryAfterMs });
  },
});
