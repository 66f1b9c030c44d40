import { createHash } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import { refusalOf } from '#lib/domain/limits/standing.ts';
import type { Subject } from '#lib/domain/limits/subject.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';

/** Of one account from everywhere, and of one peer for every account, within a minute; right passwords count as well. */
const TRIES_PER_MINUTE = { account: 10, peer: 30 } as const;

/** A claim that is settled at once needs no longer. */
const LEASE_MS = 10_000;
const NOTHING = { tokens: 0, micros: 0 } as const;

export interface SignInLimits {
  /**
   * Counts a try, before anything is looked at: it is the same for accounts that exist and for others.
   *
   * @throws ApiError 429 with the exact wait
   */
  take(email: string, peer: string | null): Promise<void>;
}

/** Limits against guessing passwords, kept where those of calls are: by all processes together where they share a Redis. */
export function createSignInLimits(limits: LimitStore): SignInLimits {
  const subject = (kind: keyof typeof TRIES_PER_MINUTE, name: string): Subject => ({
    // Hashed: any text may be typed where an address belongs.
    id: `sign-in-${kind}:${createHash('sha256').update(name).digest('hex').slice(0, 32)}`,
    requestsPerMinute: TRIES_PER_MINUTE[kind],
    quotas: [],
  });
  return {
    async take(email, peer) {
      const requestId = newRequestId();
      const subjects = [subject('account', email), subject('peer', peer ?? '')];
      const verdict = await limits.claim({ requestId, subjects, requests: 1, amounts: NOTHING, leaseMs: LEASE_MS });
      if (verdict.admitted) {
        await limits.settle(requestId, NOTHING);
        return;
      }
      const retryAfterMs = refusalOf(verdict, NOTHING, Date.now())?.waitMs;
      throw new ApiError('rate_limit_exceeded', 'Too many tries to sign in. Wait a moment.', { retryAfterMs });
    },
  };
}
