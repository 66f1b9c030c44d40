import type { AlertMetric, RuleCreate } from '#lib/contract/alerts.ts';

/** Where a new rule of a metric begins, in the metric's unit. */
export const USUAL_THRESHOLDS = {
  limit_share: 80,
  error_rate: 20,
  latency_p95: 30_000,
  spend_day: 100_000_000,
} as const satisfies Record<AlertMetric, number>;

/** One rule of each kind, about everything: what most installations want to be told of. @param nameOf of a metric's */
export const exampleRules = (nameOf: (metric: AlertMetric) => string): RuleCreate[] =>
  (['error_rate', 'latency_p95', 'limit_share', 'spend_day'] as const).map((metric) => ({
    name: nameOf(metric),
    metric,
    scope: { kind: 'all' },
    threshold: USUAL_THRESHOLDS[metric],
  }));
