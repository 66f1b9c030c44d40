import type { QuotaShare } from '#lib/contract/key-use.ts';
import type { Key } from '#lib/contract/keys.ts';
import type { PlanLimits } from '#lib/contract/plans.ts';
import type { Unit } from '#lib/domain/limits/subject.ts';
import type { WindowKind } from '#lib/domain/limits/window.ts';
import { addUp, type CallerUse } from '#lib/domain/usage/sums.ts';

/** What callers used in the day and in the month that it is now. */
export type UseByWindow = Readonly<Record<WindowKind, readonly CallerUse[]>>;

interface Bound {
  readonly of: QuotaShare['of'];
  readonly unit: Unit;
  readonly window: WindowKind;
  readonly limit: number;
}

function boundsOf(of: Bound['of'], { tokens, tokenWindow, spendMicrosPerMonth }: PlanLimits): Bound[] {
  return [
    ...(tokens === null ? [] : [{ of, unit: 'tokens', window: tokenWindow, limit: tokens } as const]),
    ...(spendMicrosPerMonth === null
      ? []
      : [{ of, unit: 'micros', window: 'month', limit: spendMicrosPerMonth } as const]),
  ];
}

/** Whether one of these limits counts by the month. */
export const countsByMonth = ({ tokens, tokenWindow, spendMicrosPerMonth }: PlanLimits): boolean =>
  spendMicrosPerMonth !== null || (tokens !== null && tokenWindow === 'month');

const amountOf = (uses: readonly CallerUse[], unit: Unit): number => {
  const { tokens, costMicros } = addUp(uses);
  return unit === 'tokens' ? tokens : costMicros;
};

/**
 * Of the quotas that count a key's calls, its own and those of its owner on its plan, the one that is used up the most;
 * of equals the narrowest. Everybody's on a plan is not among them: what others use is not this key's affair.
 *
 * @param planLimits of its plan for each owner
 * @returns null when there is none
 */
export function nearestQuota(
  key: Pick<Key, 'id' | 'owner' | 'plan' | 'limits'>,
  planLimits: PlanLimits,
  use: UseByWindow,
): QuotaShare | null {
  const byKey = ({ keyId }: CallerUse) => keyId === key.id;
  const byOwner = ({ owner, plan }: CallerUse) => owner === key.owner && plan === key.plan;
  let nearest: QuotaShare | null = null;
  for (const bound of [...boundsOf('key', key.limits), ...boundsOf('owner', planLimits)]) {
    const isCounted = bound.of === 'key' ? byKey : byOwner;
    const used = amountOf(use[bound.window].filter(isCounted), bound.unit);
    // What was used before it had another owner or plan counts there.
    const usedToday = amountOf(
      use.day.filter((one) => isCounted(one) && byKey(one)),
      bound.unit,
    );
    if (nearest === null || used / bound.limit > nearest.used / nearest.limit) nearest = { ...bound, used, usedToday };
  }
  return nearest;
}
