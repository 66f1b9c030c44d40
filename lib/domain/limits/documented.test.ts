import { expect, test } from 'vitest';
import { BUILT_IN_PLANS, NO_LIMITS, type Plan } from '#lib/contract/plans.ts';
import {
  deliveredPlan,
  documentedLimit,
  hasOtherLimits,
  inKnownOrder,
  isDocumented,
  isVendorPlan,
} from './documented.ts';
import { LIMIT_KINDS } from './kinds.ts';

const planOf = (id: string): Plan => {
  const plan = deliveredPlan(id);
  if (plan === undefined) throw new Error(id);
  return plan;
};
const documentedOf = (plan: Plan) => LIMIT_KINDS.filter((kind) => isDocumented(plan, kind));

test('the documented figures are those of the vendor: never its spending, nothing of the plan without limits', () => {
  expect(BUILT_IN_PLANS.map((plan) => [plan.id, documentedOf(plan)])).toEqual([
    ['free', ['requests', 'tokens']],
    ['professional', ['requests', 'tokens']],
    ['enterprise', ['requests']],
    ['unlimited', []],
  ]);
  expect(documentedLimit('enterprise', 'tokens')).toBe('perCustomer');
  expect(documentedLimit('team', 'requests')).toBeUndefined();
  expect(documentedLimit('constructor', 'requests')).toBeUndefined();
  expect(isVendorPlan('unlimited')).toBe(false);
});

test('a figure that was changed is no longer the documented one; its day made a month neither', () => {
  const free = planOf('free');
  expect(documentedOf({ ...free, limits: { ...free.limits, requestsPerMinute: 5 } })).toEqual(['tokens']);
  expect(documentedOf({ ...free, limits: { ...free.limits, tokenWindow: 'month' } })).toEqual(['requests']);
  expect(documentedOf({ ...free, limits: { ...free.limits, spendMicrosPerMonth: 1 } })).toEqual(['requests', 'tokens']);
});

test('limits are other ones when another call could be refused: by the owner’s or the pool, not by an idle window', () => {
  const free = planOf('free');
  const enterprise = planOf('enterprise');
  expect(BUILT_IN_PLANS.some(hasOtherLimits)).toBe(false);
  expect(hasOtherLimits({ ...free, limits: { ...free.limits, tokens: 20_000 } })).toBe(true);
  expect(hasOtherLimits({ ...free, pool: { ...NO_LIMITS, requestsPerMinute: 9 } })).toBe(true);
  expect(hasOtherLimits({ ...enterprise, limits: { ...NO_LIMITS, tokenWindow: 'month' } })).toBe(false);
  expect(hasOtherLimits({ id: 'team', limits: { ...NO_LIMITS, tokens: 1 }, pool: NO_LIMITS })).toBe(false);
});

test('plans stand from the smallest of those that came with the console to one’s own', () => {
  const own = ['beta', 'alpha'].map((id) => ({ ...planOf('free'), id, builtIn: false }));
  const given = [own[0], planOf('enterprise'), planOf('unlimited'), own[1], planOf('free'), planOf('professional')];
  expect(inKnownOrder(given.filter((plan) => plan !== undefined)).map(({ id }) => id)).toEqual([
    'free',
    'professional',
    'enterprise',
    'unlimited',
    'beta',
    'alpha',
  ]);
});
