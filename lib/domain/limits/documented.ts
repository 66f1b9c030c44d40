import { BUILT_IN_PLANS, type Plan, type PlanLimits } from '#lib/contract/plans.ts';
import { LIMIT_FIELDS, type LimitKind, sameLimits } from './kinds.ts';

/** What the vendor says of an owner's limit; `undefined`: nothing. */
export type Documented = { readonly limits: PlanLimits } | 'perCustomer' | undefined;

/** Which figures the vendor's page ("速率限制") names for a plan. The others that came with the console are its own. */
const NAMED: Readonly<Record<string, Partial<Record<LimitKind, 'figure' | 'perCustomer'>>>> = {
  free: { requests: 'figure', tokens: 'figure' },
  professional: { requests: 'figure', tokens: 'figure' },
  enterprise: { requests: 'figure', tokens: 'perCustomer' },
};

/** A plan as it came with the console; `undefined` for one of somebody's own. */
export const deliveredPlan = (id: string): Plan | undefined => BUILT_IN_PLANS.find((plan) => plan.id === id);

/** Whether the vendor knows a plan. */
export const isVendorPlan = (id: string): boolean => Object.hasOwn(NAMED, id);

/** What the vendor says of one limit of a plan. */
export function documentedLimit(id: string, kind: LimitKind): Documented {
  const named = isVendorPlan(id) ? NAMED[id]?.[kind] : undefined;
  const limits = deliveredPlan(id)?.limits;
  return named === 'figure' && limits !== undefined ? { limits } : named === 'perCustomer' ? named : undefined;
}

/** Whether one limit is the documented one. */
export function isDocumented({ id, limits }: Pick<Plan, 'id' | 'limits'>, kind: LimitKind): boolean {
  const documented = documentedLimit(id, kind);
  if (typeof documented !== 'object') return false;
  const field = LIMIT_FIELDS[kind];
  const sameWindow = kind !== 'tokens' || limits.tokenWindow === documented.limits.tokenWindow;
  return limits[field] === documented.limits[field] && (limits[field] === null || sameWindow);
}

/** Whether a plan that came with the console has other limits now. */
export function hasOtherLimits({ id, limits, pool }: Pick<Plan, 'id' | 'limits' | 'pool'>): boolean {
  const delivered = deliveredPlan(id);
  return delivered !== undefined && !(sameLimits(limits, delivered.limits) && sameLimits(pool, delivered.pool));
}

/** Plans as people know them: those that came with the console in its order, then the others in theirs. */
export function inKnownOrder(plans: readonly Plan[]): Plan[] {
  const ranks = new Map(BUILT_IN_PLANS.map(({ id }, rank) => [id, rank]));
  const rankOf = ({ id }: Plan) => ranks.get(id) ?? ranks.size;
  return plans.toSorted((one, other) => rankOf(one) - rankOf(other));
}
