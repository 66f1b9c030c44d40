import type { AlertLimit, AlertMetric, RuleMatter, ScopeKind } from '#lib/contract/alerts.ts';
import { USUAL_THRESHOLDS } from './examples.ts';
import { isWindowed, scopesOf } from './rule.ts';
import { readMinCalls, readThreshold, writeThreshold } from './threshold.ts';

/** A rule as it stands in the fields of a form. */
export interface RuleDraft {
  /** Undefined: what the metric suggests. */
  readonly name: string | undefined;
  readonly metric: AlertMetric;
  readonly scope: ScopeKind;
  readonly target: string;
  readonly limit: AlertLimit | '';
  readonly threshold: string;
  readonly windowMinutes: NonNullable<RuleMatter['windowMinutes']>;
  readonly minCalls: string;
}

export const newDraft = (): RuleDraft => ({
  ...{ name: undefined, scope: 'all', target: '', limit: '', windowMinutes: 15, minCalls: '10' },
  ...withMetric('error_rate', 'all'),
});

/** What another metric changes: thresholds of one mean nothing to another, and not every scope fits. */
export const withMetric = (
  metric: AlertMetric,
  scope: ScopeKind,
): Pick<RuleDraft, 'metric' | 'threshold' | 'scope'> => ({
  metric,
  threshold: writeThreshold(USUAL_THRESHOLDS[metric], metric),
  scope: scopesOf(metric).includes(scope) ? scope : 'all',
});

export function toDraft({ name, metric, scope, limit, threshold, windowMinutes, minCalls }: RuleMatter): RuleDraft {
  return {
    ...{ name, metric, scope: scope.kind, target: scope.id ?? '', limit: limit ?? '' },
    threshold: writeThreshold(threshold, metric),
    windowMinutes: windowMinutes ?? 15,
    minCalls: String(minCalls ?? 10),
  };
}

/** @returns what is decided, all of it but whether it is switched on; undefined while something is wrong */
export function readDraft(draft: RuleDraft, suggestedName: string): Omit<RuleMatter, 'enabled'> | undefined {
  const { metric, scope, target, limit, windowMinutes } = draft;
  const threshold = readThreshold(draft.threshold, metric);
  const minCalls = readMinCalls(draft.minCalls);
  const windowed = isWindowed(metric);
  if (typeof threshold !== 'number' || (windowed && typeof minCalls !== 'number')) return undefined;
  return {
    ...{ name: (draft.name ?? suggestedName).trim(), metric, threshold },
    scope: scope === 'all' ? { kind: 'all', id: null } : { kind: scope, id: target.trim() },
    limit: metric === 'limit_share' && limit !== '' ? limit : null,
    windowMinutes: windowed ? windowMinutes : null,
    minCalls: windowed && typeof minCalls === 'number' ? minCalls : null,
  };
}
