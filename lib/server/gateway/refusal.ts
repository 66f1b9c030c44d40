import { ApiError } from '#lib/contract/errors.ts';
import type { LimitScope } from '#lib/contract/limits.ts';
import type { Refusal } from '#lib/domain/limits/standing.ts';
import { kindOf } from '#lib/domain/limits/subject.ts';

/** A refusal by the limits, in words; the wait it tells is enough. */
export function refusalError({ code, waitMs, subject, quota, usedUp }: Refusal, timeZone: string): ApiError {
  const whose = WHOSE[kindOf(subject.id)];
  if (quota === undefined) {
    return new ApiError(code, `The limit of ${subject.requestsPerMinute} requests a minute is reached for ${whose}.`, {
      retryAfterMs: waitMs,
    });
  }
  const {
    quota: { limit, endMs },
    used,
    reserved,
  } = quota;
  const resets = `${inZone(endMs, timeZone)} (${timeZone})`;
  const what = code === 'quota_exceeded' ? `token quota of ${limit}` : `spending cap of ${inUnits(limit)}`;
  const amounts =
    code === 'quota_exceeded' ? `${used} used, ${reserved} held` : `${inUnits(used)} used, ${inUnits(reserved)} held`;
  const message = usedUp
    ? `The ${what} has no room left for ${whose} (${amounts} by calls under way). It resets at ${resets}.`
    : `The ${what} is held by calls under way for ${whose} (${amounts}). It frees up as they end, and resets at ${resets}.`;
  return new ApiError(code, message, { retryAfterMs: waitMs, retry: usedUp ? false : undefined });
}

const WHOSE: Readonly<Record<LimitScope, string>> = {
  key: 'this key',
  owner: 'this plan',
  plan: 'everybody on this plan',
};

/** As in 2026-11-24 00:00. */
const inZone = (atMs: number, timeZone: string): string =>
  new Date(atMs).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

const inUnits = (micros: number): string => (micros / 1_000_000).toFixed(2);
