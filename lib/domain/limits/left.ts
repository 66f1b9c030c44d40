import type { QuotaLeft, QuotaStatus, RequestsLeft, TokensLeft } from '#lib/contract/quota.ts';
import type { QuotaStanding, Standing } from './standing.ts';
import { windowKindOf } from './window.ts';

/**
 * What the limits leave to a caller: of each kind the limit with the least left.
 *
 * @param atMs Unix milliseconds
 * @param planId of the subject that everybody on the plan is
 */
export function leftOf(
  standings: readonly Standing[],
  atMs: number,
  planId: string,
): Pick<QuotaStatus, 'requests' | 'tokens' | 'spend'> {
  let requests: RequestsLeft | null = null;
  let tokens: TokensLeft | null = null;
  let spend: QuotaLeft | null = null;
  for (const standing of standings) {
    const shared = standing.subject.id === planId;
    requests = scarcer(requests, requestsLeft(standing, { atMs, shared }));
    for (const quota of standing.quotas) {
      const left = quotaLeft(quota, shared);
      if (quota.quota.unit === 'tokens') tokens = scarcer(tokens, { ...left, window: windowKindOf(quota.quota) });
      else spend = scarcer(spend, left);
    }
  }
  return { requests, tokens, spend };
}

function requestsLeft(
  { subject, requests, requestWaitMs, requestResetMs }: Standing,
  { atMs, shared }: { readonly atMs: number; readonly shared: boolean },
): RequestsLeft | null {
  const limit = subject.requestsPerMinute;
  if (limit === null) return null;
  const instant = (waitMs: number) => new Date(Math.ceil(atMs + waitMs)).toISOString();
  return {
    limit,
    left: Math.max(0, limit - requests),
    resetsAt: instant(requestResetMs),
    opensAt: requestWaitMs > 0 ? instant(requestWaitMs) : null,
    shared,
  };
}

const quotaLeft = ({ quota: { limit, endMs }, used, reserved }: QuotaStanding, shared: boolean): QuotaLeft => ({
  limit,
  left: Math.max(0, limit - used - reserved),
  resetsAt: new Date(endMs).toISOString(),
  shared,
});

const scarcer = <T extends QuotaLeft>(least: T | null, other: T | null): T | null =>
  other === null || (least !== null && least.left <= other.left) ? least : other;

/** Whether a call that may use so much is let through: one larger than the whole limit claims all of it. */
export const fitsIn = ({ limit, left }: Pick<QuotaLeft, 'limit' | 'left'>, amount: number): boolean =>
  left > 0 && Math.min(amount, limit) <= left;

/** Below this share of a limit its end is near. */
const NEAR = 0.2;

export const isNear = ({ limit, left }: Pick<QuotaLeft, 'limit' | 'left'>): boolean => left < NEAR * limit;
