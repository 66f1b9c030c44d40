import { expect, test } from 'vitest';
import { ALERT_METRICS, METRIC_SCOPES, type RuleMatter, ruleCreateSchema } from '#lib/contract/alerts.ts';
import { newDraft, readDraft, toDraft, withMetric } from './draft.ts';
import { completeRule, problemOfRule } from './rule.ts';

test('a rule that a form shows is read back as it was, whatever its metric and scope', () => {
  for (const metric of ALERT_METRICS) {
    for (const kind of METRIC_SCOPES[metric]) {
      const rule: RuleMatter = completeRule({
        ...{ name: '规则', enabled: true, metric, threshold: 12, limit: 'tokens', windowMinutes: 60, minCalls: 7 },
        scope: { kind, id: kind === 'all' ? null : 'x' },
      });
      const { enabled: _, ...decided } = rule;
      expect(readDraft(toDraft(rule), '')).toEqual(decided);
    }
  }
});

test('a new one is taken as it stands, under the name that its metric suggests, also after its metric was changed', () => {
  for (const metric of ALERT_METRICS) {
    const wish = readDraft({ ...newDraft(), target: 'm', ...withMetric(metric, 'model') }, '建议');
    const rule = completeRule(ruleCreateSchema.parse(wish));
    expect(rule).toMatchObject({ name: '建议', metric });
    if (metric !== 'limit_share') expect(rule.scope.kind).toBe('model');
    else expect(problemOfRule(rule)).toBeUndefined();
  }
});

test('nothing is read while a field is wrong that the metric needs', () => {
  expect(readDraft({ ...newDraft(), threshold: 'x' }, '')).toBeUndefined();
  expect(readDraft({ ...newDraft(), minCalls: '0' }, '')).toBeUndefined();
  expect(readDraft({ ...newDraft(), ...withMetric('spend_day', 'all'), minCalls: '0' }, '')).toBeDefined();
});
