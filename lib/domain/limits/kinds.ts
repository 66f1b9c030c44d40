import type { PlanLimits } from '#lib/contract/plans.ts';

/** What can be limited, in the order that people see it. */
export const LIMIT_KINDS = ['requests', 'tokens', 'spend'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** The field of each. */
export const LIMIT_FIELDS = {
  requests: 'requestsPerMinute',
  tokens: 'tokens',
  spend: 'spendMicrosPerMonth',
} as const satisfies Record<LimitKind, keyof PlanLimits>;

/** Whether two hold back the same calls: the window of tokens without a limit says nothing. */
export const sameLimits = (one: PlanLimits, other: PlanLimits): boolean =>
  LIMIT_KINDS.every((kind) => one[LIMIT_FIELDS[kind]] === other[LIMIT_FIELDS[kind]]) &&
  (one.tokens === null || one.tokenWindow === other.tokenWindow);
