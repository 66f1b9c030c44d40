import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALERT_METRICS, THRESHOLDS } from '#lib/contract/alerts.ts';
import { problemOfRule } from './rule.ts';
import { readMinCalls, readThreshold, writeThreshold, writtenRange } from './threshold.ts';

test('a threshold that a form shows is read back as it was, and whatever is read the server takes', () => {
  const typed = fc.oneof(fc.stringMatching(/^[\d,.]{0,12}$/), fc.string());
  fc.assert(
    fc.property(fc.constantFrom(...ALERT_METRICS), typed, (metric, text) => {
      const threshold = readThreshold(text, metric);
      if (typeof threshold !== 'number') return;
      expect(readThreshold(writeThreshold(threshold, metric), metric)).toBe(threshold);
      const scope = { kind: 'all', id: null } as const;
      const rule = { ...{ name: 'a', enabled: true, metric, scope, threshold }, limit: null };
      expect(problemOfRule({ ...rule, windowMinutes: null, minCalls: null })).toBeUndefined();
    }),
  );
});

test.each([
  ['limit_share', '80', 80],
  ['error_rate', '0.1', 0.1],
  ['error_rate', '0.05', 'tooFine'],
  ['error_rate', '101', 'tooLarge'],
  ['latency_p95', '1.5', 1_500],
  ['latency_p95', '3601', 'tooLarge'],
  ['spend_day', '99.99', 99_990_000],
  ['spend_day', '0', 'tooSmall'],
  ['spend_day', '', 'empty'],
  ['spend_day', 'much', 'notANumber'],
] as const)('%s as %j is %j', (metric, text, read) => {
  expect(readThreshold(text, metric)).toBe(read);
});

test('the range that is told is the one that is taken', () => {
  for (const metric of ALERT_METRICS) {
    const { min, max } = writtenRange(metric);
    expect([readThreshold(min, metric), readThreshold(max, metric)]).toEqual([
      THRESHOLDS[metric].min,
      THRESHOLDS[metric].max,
    ]);
  }
  expect([readMinCalls('1'), readMinCalls('0'), readMinCalls('1.5')]).toEqual([1, 'tooSmall', 'tooFine']);
});
