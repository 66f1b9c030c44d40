import { expect, test } from 'vitest';
import type { RuleMatter } from '#lib/contract/alerts.ts';
import { completeRule, isSameCondition, problemOfRule } from './rule.ts';

const rule = (fields: Partial<RuleMatter> = {}): RuleMatter => ({
  ...{ name: 'a rule', enabled: true, metric: 'error_rate', scope: { kind: 'all', id: null }, threshold: 20 },
  ...{ limit: null, windowMinutes: 15, minCalls: 10 },
  ...fields,
});

test('a rule has what its metric needs, and nothing of what it does not', () => {
  const { windowMinutes: _, minCalls: __, limit: ___, ...wish } = rule();
  expect(completeRule(wish)).toEqual(rule());
  const share = completeRule({ ...rule({ metric: 'limit_share', limit: 'tokens' }) });
  expect(share).toMatchObject({ limit: 'tokens', windowMinutes: null, minCalls: null });
  expect(completeRule(rule({ metric: 'spend_day', limit: 'tokens' }))).toMatchObject({ limit: null, minCalls: null });
  expect(completeRule(rule({ scope: { kind: 'all', id: 'k' } })).scope).toEqual({ kind: 'all', id: null });
});

test.each<[Partial<RuleMatter>, string | undefined]>([
  [{}, undefined],
  [{ scope: { kind: 'model', id: 'm' } }, undefined],
  [{ scope: { kind: 'plan', id: 'free' } }, 'scope.kind'],
  [{ metric: 'limit_share', scope: { kind: 'model', id: 'm' } }, 'scope.kind'],
  [{ scope: { kind: 'key', id: null } }, 'scope.id'],
  [{ threshold: 0 }, 'threshold'],
  [{ threshold: 100.5 }, 'threshold'],
  [{ threshold: Number.NaN }, 'threshold'],
  [{ metric: 'latency_p95', threshold: 1_500.5 }, 'threshold'],
  [{ metric: 'latency_p95', threshold: 3_600_001 }, 'threshold'],
  [{ metric: 'spend_day', threshold: 0.5 }, 'threshold'],
])('%j: the field at fault is %s', (fields, param) => {
  expect(problemOfRule(rule(fields))?.param).toBe(param);
});

test('a rule with another name watches for the same, one with another threshold does not', () => {
  expect(isSameCondition(rule(), rule({ name: 'b', enabled: false }))).toBe(true);
  for (const other of [rule({ threshold: 21 }), rule({ minCalls: 1 }), rule({ scope: { kind: 'key', id: 'k' } })]) {
    expect(isSameCondition(rule(), other)).toBe(false);
  }
});
