import type { Verdict } from '#lib/domain/limits/standing.ts';
import type { Amounts, Quota, Subject } from '#lib/domain/limits/subject.ts';

/** What a call wants before it is made. */
export interface Claim {
  readonly requestId: string;
  readonly subjects: readonly Subject[];
  /** 0: the call does not count among the requests a minute, and is never refused. */
  readonly requests: 0 | 1;
  /** The most that it may use; each quota is claimed up to its whole limit. */
  readonly amounts: Amounts;
  /**
   * Longer than the call may take: a claim that nobody settled by then was left by a process that died. 0: a look,
   * nothing is held.
   */
  readonly leaseMs: number;
}

/**
 * What was used of a quota before this store first heard of it, from the ledger: by every call of this process that was
 * settled before it is asked, at least. Asked once per quota and window, unless calls end meanwhile or the store forgets.
 *
 * @throws ApiError 503 `storage_unavailable`
 */
export type PastUse = (subject: Subject, quota: Quota) => Promise<number>;

/** The port to whatever keeps the limits: this process's memory, or Redis where several processes share them. */
export interface LimitStore {
  /**
   * Admits or refuses in one atomic step over all subjects; a refusal changes nothing.
   *
   * @throws ApiError 503 `storage_unavailable` when it cannot be told whether there is room (fails closed)
   */
  claim(claim: Claim): Promise<Verdict>;
  /**
   * Puts what was really used in the place of a claim, in every quota that it counts for by now; what comes a second time
   * for the same id changes nothing. The ledger gets the call's row in the same turn.
   */
  settle(requestId: string, used: Amounts): Promise<void>;
  close(): Promise<void>;
}

/** Wall time for windows, and one that never goes back for rates; both in milliseconds. */
export interface Clock {
  wallMs(): number;
  monotonicMs(): number;
}

export const SYSTEM_CLOCK: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
