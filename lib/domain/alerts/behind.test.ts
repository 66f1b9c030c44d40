import { expect, test } from 'vitest';
import type { RuleMatter } from '#lib/contract/alerts.ts';
import { pathBehind } from './behind.ts';

const RULE: RuleMatter = {
  ...{ name: 'a', enabled: true, metric: 'error_rate', scope: { kind: 'model', id: 'm/1' }, threshold: 20 },
  ...{ limit: null, windowMinutes: 15, minCalls: 10 },
};
const behind = (rule: Partial<RuleMatter>, closedAt: string | null = '2026-11-26T10:00:00.000Z') =>
  pathBehind({ rule: { ...RULE, ...rule }, openedAt: '2026-11-26T09:30:00.000Z', closedAt });

test('it leads to the calls of the window that it fired by until it was over', () => {
  const query = (path: string) => Object.fromEntries(new URL(path, 'http://a').searchParams);
  expect(query(behind({}))).toEqual({
    ...{ model: 'm/1', ending: 'failed' },
    ...{ from: '2026-11-26T09:15:00.000Z', to: '2026-11-26T10:00:00.000Z' },
  });
  expect(query(behind({ metric: 'latency_p95', scope: { kind: 'all', id: null } }, null))).toEqual({
    ...{ ending: 'ok', from: '2026-11-26T09:15:00.000Z' },
  });
});

test('a limit leads to the limits, spending to use', () => {
  expect([behind({ metric: 'limit_share' }), behind({ metric: 'spend_day' })]).toEqual(['/limits', '/usage']);
});
