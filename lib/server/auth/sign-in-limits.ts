import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { ApiError } from '#lib/contract/errors.ts';
import { refusalOf } from '#lib/domain/limits/standing.ts';
import type { Subject } from '#lib/domain/limits/subject.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';

/**
 * Within a minute: of one peer for one account, of one peer for every account, and of one account from everywhere. The
 * last is what a person would never need, so that nobody is kept out by somebody else's guesses; right passwords count as
 * well.
 */
const TRIES_PER_MINUTE = { pair: 10, peer: 30, account: 200 } as const;

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
  /** The same for whoever comes by a link, whatever account it is for. */
  takePeer(peer: string | null): Promise<void>;
}

/** Limits against guessing passwords, kept where those of calls are: by all processes together where they share a Redis. */
export function createSignInLimits(limits: LimitStore): SignInLimits {
  const subject = (kind: keyof typeof TRIES_PER_MINUTE, name: string): Subject => ({
    // Hashed: any text may be typed where an address belongs.
    id: `sign-in-${kind}:${createHash('sha256').update(name).digest('hex').slice(0, 32)}`,
    requestsPerMinute: TRIES_PER_MINUTE[kind],
    quotas: [],
  });
  const take = async (subjects: readonly Subject[]): Promise<void> => {
    const requestId = newRequestId();
    const verdict = await limits.claim({ requestId, subjects, requests: 1, amounts: NOTHING, leaseMs: LEASE_MS });
    if (verdict.admitted) {
      await limits.settle(requestId, NOTHING);
      return;
    }
    const retryAfterMs = refusalOf(verdict, NOTHING, Date.now())?.waitMs;
    throw new ApiError('rate_limit_exceeded', 'Too many tries to sign in. Wait a moment.', { retryAfterMs });
  };
  return {
    take(email, peer) {
      const network = networkOf(peer ?? '');
      return take([subject('pair', `${network} ${email}`), subject('peer', network), subject('account', email)]);
    },
    takePeer: (peer) => take([subject('peer', networkOf(peer ?? ''))]),
  };
}

/** Of IPv6 the first half: a single line has as many addresses as it likes in the other. */
function networkOf(peer: string): string {
  if (isIP(peer) !== 6) return peer;
  const [head = '', tail = ''] = peer.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array<string>(Math.max(8 - first.length - last.length, 0)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
