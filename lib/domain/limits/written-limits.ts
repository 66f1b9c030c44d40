import { type LimitsWrite, MAX_LIMITS, type PlanLimits, type PlanPatch } from '#lib/contract/plans.ts';
import { readDecimal, writeDecimal } from '#lib/std/decimal.ts';
import { LIMIT_FIELDS, LIMIT_KINDS, type LimitKind } from './kinds.ts';

/** Limits as they stand in the fields of a form; an empty one is no limit. */
export interface WrittenLimits extends Readonly<Record<LimitKind, string>> {
  /** Whole units of the currency, not millionths. */
  readonly spend: string;
  readonly tokenWindow: PlanLimits['tokenWindow'];
}

export type LimitProblem = 'notANumber' | 'tooSmall' | 'tooLarge' | 'tooFine';

/** Digits behind the point. */
const DECIMALS = { requests: 0, tokens: 0, spend: 6 } as const satisfies Record<LimitKind, number>;

/** What may be written in a field at most, in its unit. */
export const maxWritten = (kind: LimitKind): number => MAX_LIMITS[LIMIT_FIELDS[kind]] / 10 ** DECIMALS[kind];

/** A limit, in the unit of the wire; `null`: none. */
export function readLimit(text: string, kind: LimitKind): number | null | LimitProblem {
  const value = readDecimal(text, DECIMALS[kind]);
  if (typeof value !== 'number') return value;
  if (value > MAX_LIMITS[LIMIT_FIELDS[kind]]) return 'tooLarge';
  return value === 0 ? 'tooSmall' : value;
}

/** @returns limits, once there is no problem with any of them */
export function readLimits(written: WrittenLimits): PlanLimits | undefined {
  const [requestsPerMinute, tokens, spendMicrosPerMonth] = LIMIT_KINDS.map((kind) => readLimit(written[kind], kind));
  if (!isLimit(requestsPerMinute) || !isLimit(tokens) || !isLimit(spendMicrosPerMonth)) return undefined;
  return { requestsPerMinute, tokens, tokenWindow: written.tokenWindow, spendMicrosPerMonth };
}

const isLimit = (read: number | null | LimitProblem | undefined): read is number | null =>
  read === null || typeof read === 'number';

/** A limit as a person would write it: `1,000,000`, `0.5`. */
export function writeLimit(value: number | null, kind: LimitKind): string {
  return value === null ? '' : writeDecimal(value, DECIMALS[kind]);
}

/** Limits as a form shows them. */
export const toWritten = (limits: PlanLimits): WrittenLimits => ({
  requests: writeLimit(limits.requestsPerMinute, 'requests'),
  tokens: writeLimit(limits.tokens, 'tokens'),
  tokenWindow: limits.tokenWindow,
  spend: writeLimit(limits.spendMicrosPerMonth, 'spend'),
});

/** What of a plan a person may change. */
export interface PlanMatter {
  readonly name: string;
  readonly limits: PlanLimits;
  readonly pool: PlanLimits;
}

/** What makes one of the other, and nothing else: somebody may be changing the rest. `undefined`: they are the same. */
export function planChange(before: PlanMatter, after: PlanMatter): PlanPatch | undefined {
  const limits = limitsChange(before.limits, after.limits);
  const pool = limitsChange(before.pool, after.pool);
  const change = {
    ...(before.name === after.name ? {} : { name: after.name }),
    ...(limits === undefined ? {} : { limits }),
    ...(pool === undefined ? {} : { pool }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function limitsChange(before: PlanLimits, after: PlanLimits): LimitsWrite | undefined {
  const { requestsPerMinute, tokens, tokenWindow, spendMicrosPerMonth } = after;
  // So many tokens mean nothing without their window: both go together.
  const tokensChanged = before.tokens !== tokens || before.tokenWindow !== tokenWindow;
  const change = {
    ...(before.requestsPerMinute === requestsPerMinute ? {} : { requestsPerMinute }),
    ...(tokensChanged ? { tokens, tokenWindow } : {}),
    ...(before.spendMicrosPerMonth === spendMicrosPerMonth ? {} : { spendMicrosPerMonth }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}
