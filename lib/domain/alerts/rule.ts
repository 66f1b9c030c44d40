import {
  type AlertMetric,
  type AlertScope,
  METRIC_SCOPES,
  type RuleMatter,
  type ScopeKind,
  THRESHOLDS,
  WINDOWED,
} from '#lib/contract/alerts.ts';

/** Whether a metric is of the calls of a window. */
export const isWindowed = (metric: AlertMetric): boolean => WINDOWED.some((one) => one === metric);

export const scopesOf = (metric: AlertMetric): readonly ScopeKind[] => METRIC_SCOPES[metric];

const DEFAULT_WINDOW_MINUTES = 15;
/** One failure at night is no alarm. */
const DEFAULT_MIN_CALLS = 10;

type Optional = 'limit' | 'windowMinutes' | 'minCalls';
/** A rule of which what depends on the metric may be missing. */
export type RuleWish = Omit<RuleMatter, Optional> & { readonly [Name in Optional]?: RuleMatter[Name] | undefined };

/** A rule with all that its metric needs, and nothing else. */
export function completeRule({ limit = null, windowMinutes, minCalls, ...wish }: RuleWish): RuleMatter {
  const windowed = isWindowed(wish.metric);
  return {
    ...wish,
    scope: wish.scope.kind === 'all' ? { kind: 'all', id: null } : wish.scope,
    limit: wish.metric === 'limit_share' ? limit : null,
    windowMinutes: windowed ? (windowMinutes ?? DEFAULT_WINDOW_MINUTES) : null,
    minCalls: windowed ? (minCalls ?? DEFAULT_MIN_CALLS) : null,
  };
}

export interface RuleProblem {
  /** The field at fault. */
  readonly param: string;
  readonly message: string;
}

/** Why a rule cannot be: what its fields do not tell each by itself. */
export function problemOfRule({ metric, scope, threshold }: RuleMatter): RuleProblem | undefined {
  const scopes = scopesOf(metric);
  if (!scopes.includes(scope.kind)) {
    return { param: 'scope.kind', message: `must be one of ${scopes.join(', ')} for ${metric}` };
  }
  if ((scope.kind === 'all') !== (scope.id === null))
    return { param: 'scope.id', message: `must name the ${scope.kind}` };
  const { min, max } = THRESHOLDS[metric];
  const whole = metric === 'latency_p95' || metric === 'spend_day';
  if (!(threshold >= min && threshold <= max) || (whole && !Number.isInteger(threshold))) {
    return {
      param: 'threshold',
      message: `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max} for ${metric}`,
    };
  }
  return undefined;
}

/** What decides whether a rule fires; its name does not. */
const CONDITION = ['metric', 'scope', 'threshold', 'limit', 'windowMinutes', 'minCalls'] as const;

/** Whether two rules watch for the same: an episode of one is then an episode of the other. */
export const isSameCondition = (one: RuleMatter, other: RuleMatter): boolean =>
  CONDITION.every((field) => JSON.stringify(one[field]) === JSON.stringify(other[field]));

/** A scope in one text, as the audit log tells it. */
export const writeScope = ({ kind, id }: AlertScope): string => (id === null ? kind : `${kind}:${id}`);
