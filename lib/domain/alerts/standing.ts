import type { AlertRule } from '#lib/contract/alerts.ts';

/**
 * How a rule stands: `few`, with too few calls to say anything; `reached`, at its threshold, until it is looked at the
 * next time; `unknown`, where it could not be looked at.
 */
export type RuleStanding = 'firing' | 'off' | 'unknown' | 'noData' | 'few' | 'reached' | 'ok';

export function standingOf({
  enabled,
  firingSince,
  now,
  minCalls,
  threshold,
}: Pick<AlertRule, 'enabled' | 'firingSince' | 'now' | 'minCalls' | 'threshold'>): RuleStanding {
  if (firingSince !== null) return 'firing';
  if (!enabled) return 'off';
  if (now === null) return 'unknown';
  if (now.value === null) return 'noData';
  if (minCalls !== null && (now.calls ?? 0) < minCalls) return 'few';
  return now.value >= threshold ? 'reached' : 'ok';
}
