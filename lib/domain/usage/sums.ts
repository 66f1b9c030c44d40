import type { ErrorCode } from '#lib/contract/errors.ts';
import { CALL_SUMS, type CallSums } from '#lib/contract/key-use.ts';
import type { Outcome } from '#lib/contract/usage.ts';

/** Outcomes of calls that went wrong at the upstream or here. */
export const FAILED_OUTCOMES = [
  'upstream_error',
  'upstream_timeout',
  'upstream_reset',
  'internal',
  'interrupted',
] as const satisfies readonly Outcome[];

/** The outcome of calls that were refused, for limits, rights, or what they asked for. */
export const REFUSED_OUTCOME = 'rejected' satisfies Outcome;

/** Codes of the refusals of this console's own limits. */
export const LIMIT_CODES = [
  'rate_limit_exceeded',
  'quota_exceeded',
  'spend_limit_exceeded',
] as const satisfies readonly ErrorCode[];

/** What calls came to together. */
export function addUp(all: Iterable<CallSums>): CallSums {
  const sums: CallSums = { requests: 0, refused: 0, failed: 0, tokens: 0, costMicros: 0, unpriced: 0 };
  for (const one of all) for (const name of CALL_SUMS) sums[name] += one[name];
  return sums;
}

/** What one caller used: an owner on a plan, with one of their keys or without. */
export interface CallerUse extends CallSums {
  /** `null`: without a key. */
  readonly keyId: string | null;
  readonly owner: string;
  readonly plan: string;
}
