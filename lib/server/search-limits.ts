import { ApiError } from '#lib/contract/errors.ts';
import { refusalOf } from '#lib/domain/limits/standing.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { newRequestId } from './request-id.ts';
import type { LimitStore } from './storage/limit-store.ts';

/**
 * Searches of one person in a minute: more than anybody types, less than would keep a database busy. No index helps with
 * the words of logs; those of conversations have one, and are looked for while one types. A picture that lies elsewhere is
 * looked for as well: each may be 20 MB, from a server that somebody else pays for.
 */
export const SEARCHES_PER_MINUTE = { log: 60, audit: 60, conversations: 300, 'remote-pictures': 30 } as const;
export type Searched = keyof typeof SEARCHES_PER_MINUTE;

const REFUSALS: Readonly<Partial<Record<Searched, string>>> = {
  'remote-pictures': 'Too many pictures in a minute. Wait a moment.',
};

/** A claim that is settled at once needs no longer. */
const LEASE_MS = 10_000;
const NOTHING = { tokens: 0, micros: 0 } as const;

/** Limits on looking for words (T-Q-06). */
export interface SearchLimits {
  /** Counts a search. @throws ApiError 429 with the exact wait */
  take(searched: Searched, principal: Pick<Principal, 'id'>): Promise<void>;
}

export const createSearchLimits = (limits: LimitStore): SearchLimits => ({
  async take(searched, { id }) {
    const requestId = newRequestId();
    const subjects = [{ id: `search-${searched}:${id}`, requestsPerMinute: SEARCHES_PER_MINUTE[searched], quotas: [] }];
    const verdict = await limits.claim({ requestId, subjects, requests: 1, amounts: NOTHING, leaseMs: LEASE_MS });
    if (verdict.admitted) {
      await limits.settle(requestId, NOTHING);
      return;
    }
    const retryAfterMs = refusalOf(verdict, NOTHING, Date.now())?.waitMs;
    throw new ApiError('rate_limit_exceeded', REFUSALS[searched] ?? 'Too many searches. Wait a moment.', {
      retryAfterMs,
    });
  },
});
