import type { LimitScope } from '#lib/contract/limits.ts';
import { NO_LIMITS, type Plan, type PlanLimits } from '#lib/contract/plans.ts';
import { isLimited, kindOf, type LimitedCaller, type Subject, subjectsOf } from './subject.ts';
import type { Calendar } from './window.ts';

/** Somebody whom limits hold, and who that is. */
export interface Watched {
  readonly subject: Subject;
  readonly scope: LimitScope;
  /** Of a key's own limits. */
  readonly keyId: string | null;
  /** Whose calls count; `null`: everybody's on the plan. */
  readonly owner: string | null;
  readonly plan: string;
}

interface Holder {
  readonly id: string;
  readonly owner: string;
  readonly plan: string;
  readonly limits: PlanLimits;
}

export interface Callers {
  readonly plans: readonly Plan[];
  /** Those that are valid. */
  readonly keys: readonly Holder[];
  /** Who calls without a key, and on which plan. */
  readonly people: readonly { readonly id: string; readonly plan: string }[];
}

/**
 * All who are limited now, each once: keys with limits of their own, owners on a plan, everybody on a plan together.
 *
 * @param atMs Unix milliseconds; decides the day and the month
 */
export function watchedOf({ plans, keys, people }: Callers, calendar: Calendar, atMs: number): Watched[] {
  const planOf = new Map(plans.map((plan) => [plan.id, plan]));
  const watched = new Map<string, Watched>();
  const add = (caller: Omit<LimitedCaller, 'plan'>, planId: string) => {
    const plan = planOf.get(planId);
    if (plan === undefined) return;
    for (const subject of subjectsOf({ ...caller, plan }, calendar, atMs)) {
      if (!isLimited(subject) || watched.has(subject.id)) continue;
      const scope = kindOf(subject.id);
      watched.set(subject.id, {
        ...{ subject, scope, plan: planId },
        keyId: scope === 'key' ? caller.keyId : null,
        owner: scope === 'plan' ? null : caller.owner,
      });
    }
  };
  for (const { id, owner, plan, limits } of keys) add({ keyId: id, keyLimits: limits, owner }, plan);
  for (const { id, plan } of people) add({ keyId: null, keyLimits: NO_LIMITS, owner: id }, plan);
  // A plan's own limits hold before anybody is on it.
  for (const { id } of plans) add({ keyId: null, keyLimits: NO_LIMITS, owner: NOBODY }, id);
  return [...watched.values()].filter(({ owner }) => owner !== NOBODY);
}

/** No owner's name: those are printable. */
const NOBODY = '\u0000';
