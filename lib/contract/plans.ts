import * as z from 'zod/mini';
import { nameSchema } from './text.ts';

/** `/api/plans`: what a caller may use up. */

/** Larger figures are typing errors, and sums of them would leave the safe integers. */
export const MAX_LIMITS = {
  requestsPerMinute: 1_000_000,
  tokens: 1_000_000_000_000,
  spendMicrosPerMonth: 1_000_000_000_000_000,
} as const;

const countUpTo = (max: number) => z.nullable(z.int().check(z.gte(1), z.lte(max)));

const limitFields = {
  /** Within any 60 seconds; `null`: no limit. */
  requestsPerMinute: countUpTo(MAX_LIMITS.requestsPerMinute),
  /** Prompt and answer together, within one day or month of the gateway's zone; `null`: no limit. */
  tokens: countUpTo(MAX_LIMITS.tokens),
  tokenWindow: z.enum(['day', 'month']),
  /** Millionths of the ledger's currency, within a month; `null`: no limit. */
  spendMicrosPerMonth: countUpTo(MAX_LIMITS.spendMicrosPerMonth),
};

export const limitsSchema = z.strictObject(limitFields);
export type PlanLimits = z.infer<typeof limitsSchema>;

export const NO_LIMITS: PlanLimits = {
  requestsPerMinute: null,
  tokens: null,
  tokenWindow: 'day',
  spendMicrosPerMonth: null,
};

/** Limits as they are written: what is left out is not limited. */
export const limitsWriteSchema = z.strictObject({
  requestsPerMinute: z.optional(limitFields.requestsPerMinute),
  tokens: z.optional(limitFields.tokens),
  tokenWindow: z.optional(limitFields.tokenWindow),
  spendMicrosPerMonth: z.optional(limitFields.spendMicrosPerMonth),
});
export type LimitsWrite = z.infer<typeof limitsWriteSchema>;

export const planIdSchema = z
  .string()
  .check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 small letters, digits or hyphens'));

export const planSchema = z.object({
  id: planIdSchema,
  name: nameSchema,
  /** Came with the console: it can be changed, not deleted. */
  builtIn: z.boolean(),
  /** For each owner on this plan, all of their keys together. */
  limits: limitsSchema,
  /** For everybody on this plan together. */
  pool: limitsSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** `/api/plans/local` is the address of another thing. */
export const RESERVED_PLAN_ID = 'local';
const newPlanIdSchema = planIdSchema.check(
  z.refine((id) => id !== RESERVED_PLAN_ID, `must be another one than ${RESERVED_PLAN_ID}`),
);

export const planCreateSchema = z.strictObject({
  id: newPlanIdSchema,
  name: nameSchema,
  limits: z.optional(limitsWriteSchema),
  pool: z.optional(limitsWriteSchema),
});
export type PlanCreate = z.infer<typeof planCreateSchema>;

export const planPatchSchema = z.strictObject({
  name: z.optional(nameSchema),
  limits: z.optional(limitsWriteSchema),
  pool: z.optional(limitsWriteSchema),
});
export type PlanPatch = z.infer<typeof planPatchSchema>;

/** `PUT /api/plans/local`: which plan calls without a key are on. */
export const localPlanSchema = z.strictObject({ plan: planIdSchema });

/** The vendor's plans ("速率限制"), and one without limits for an upstream of one's own. */
export const BUILT_IN_PLANS: readonly Plan[] = [
  { id: 'free', name: '免费版 Free', limits: { ...NO_LIMITS, requestsPerMinute: 3, tokens: 10_000 } },
  {
    id: 'professional',
    name: '专业版 Professional',
    limits: { ...NO_LIMITS, requestsPerMinute: 60, tokens: 1_000_000 },
  },
  // Its tokens are set per customer: a plan is made for each, or this one is changed.
  { id: 'enterprise', name: '企业版 Enterprise', limits: NO_LIMITS },
  { id: 'unlimited', name: '不限 Unlimited', limits: NO_LIMITS },
].map((plan) => ({ ...plan, builtIn: true, pool: NO_LIMITS }));
