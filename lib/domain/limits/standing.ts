import type { ErrorCode } from '#lib/contract/errors.ts';
import type { Amounts, Quota, Subject, Unit } from './subject.ts';

/** The span of a request limit; `requestsPerMinute` count within any so many milliseconds. */
export const RATE_SPAN_MS = 60_000;

/** What of a quota is gone. */
export interface Taken {
  readonly used: number;
  /** By calls that are under way, this one included once it was admitted. */
  readonly reserved: number;
}

export interface QuotaStanding extends Taken {
  readonly quota: Quota;
}

/** How a subject stands after a call was admitted or refused. */
export interface Standing {
  readonly subject: Subject;
  /** Requests within the last minute, this one included once it was admitted. */
  readonly requests: number;
  /** Until one more request fits. */
  readonly requestWaitMs: number;
  /** Until no request counts any more. */
  readonly requestResetMs: number;
  readonly quotas: readonly QuotaStanding[];
}

export interface Verdict {
  readonly admitted: boolean;
  readonly standings: readonly Standing[];
}

/** What a call may take of a quota: never more than the whole of it, or it could never be made. */
export const claimOf = (quota: Quota, amounts: Amounts): number => Math.min(amounts[quota.unit], quota.limit);

/** Whether a call has need of room in a quota: what costs nothing goes on where everything is spent. */
export const needsRoom = ({ unit }: Quota, amounts: Amounts): boolean => unit === 'tokens' || amounts.micros > 0;

/**
 * Whether a quota has room for a call that counts among the requests. One that claims no tokens may use some all the
 * same, a transcription for one: where none are left it is refused.
 *
 * @param taken before the call
 */
export const hasRoom = (quota: Quota, taken: Taken, amounts: Amounts): boolean => {
  const sum = taken.used + taken.reserved;
  return !needsRoom(quota, amounts) || (sum < quota.limit && sum + claimOf(quota, amounts) <= quota.limit);
};

export interface Refusal {
  readonly code: Extract<ErrorCode, 'rate_limit_exceeded' | 'quota_exceeded' | 'spend_limit_exceeded'>;
  /** After exactly this wait the same call is admitted, unless others came in between. */
  readonly waitMs: number;
  readonly subject: Subject;
  /** The quota at fault; undefined for the requests a minute. */
  readonly quota: QuotaStanding | undefined;
  /** No wait helps before the window ends: what is used alone leaves no room. */
  readonly usedUp: boolean;
}

const CODES = { tokens: 'quota_exceeded', micros: 'spend_limit_exceeded' } as const satisfies Record<Unit, ErrorCode>;

/** Why a verdict on a call that counts refuses it: of all that stands in the way, what lasts longest. */
export function refusalOf({ standings }: Verdict, amounts: Amounts, atMs: number): Refusal | undefined {
  const refusals = standings.flatMap(({ subject, requestWaitMs, quotas }): Refusal[] => [
    ...(requestWaitMs > 0
      ? [{ code: 'rate_limit_exceeded' as const, waitMs: requestWaitMs, subject, quota: undefined, usedUp: false }]
      : []),
    ...quotas
      .filter((standing) => !hasRoom(standing.quota, standing, amounts))
      .map((standing) => ({
        code: CODES[standing.quota.unit],
        waitMs: standing.quota.endMs - atMs,
        subject,
        quota: standing,
        usedUp: !hasRoom(standing.quota, { used: standing.used, reserved: 0 }, amounts),
      })),
  ]);
  return refusals.reduce<Refusal | undefined>(
    (worst, refusal) => (worst === undefined || refusal.waitMs > worst.waitMs ? refusal : worst),
    undefined,
  );
}

/** The standings once a call's claim has become what it really used. */
export function afterSettling(standings: readonly Standing[], claimed: Amounts, used: Amounts): Standing[] {
  return standings.map((standing) => ({
    ...standing,
    quotas: standing.quotas.map((entry) => ({
      ...entry,
      used: entry.used + used[entry.quota.unit],
      reserved: entry.reserved - claimOf(entry.quota, claimed),
    })),
  }));
}
