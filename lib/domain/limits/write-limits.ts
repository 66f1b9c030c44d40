import type * as z from 'zod/mini';
import type { limitsWriteSchema, PlanLimits } from '#lib/contract/plans.ts';

/** Limits after a change: what it leaves out stays. */
export function writeLimits(limits: PlanLimits, wish: z.infer<typeof limitsWriteSchema> | undefined): PlanLimits {
  const { requestsPerMinute, tokens, tokenWindow, spendMicrosPerMonth } = wish ?? {};
  return {
    requestsPerMinute: requestsPerMinute === undefined ? limits.requestsPerMinute : requestsPerMinute,
    tokens: tokens === undefined ? limits.tokens : tokens,
    tokenWindow: tokenWindow ?? limits.tokenWindow,
    spendMicrosPerMonth: spendMicrosPerMonth === undefined ? limits.spendMicrosPerMonth : spendMicrosPerMonth,
  };
}
