import { expect, test } from 'vitest';
import { standingOf } from './standing.ts';

const now = (value: number | null, calls: number | null = 20) => ({ value, calls, about: null });
const RULE = { enabled: true, firingSince: null, now: now(10), minCalls: 10, threshold: 50 };

test.each([
  [{}, 'ok'],
  [{ now: now(50) }, 'reached'],
  [{ now: now(50, 9) }, 'few'],
  [{ now: now(50, null), minCalls: null }, 'reached'],
  [{ now: now(null, 0) }, 'noData'],
  [{ now: null }, 'unknown'],
  [{ now: null, enabled: false }, 'off'],
  [{ now: now(10), firingSince: '2026-11-26T08:00:00Z' }, 'firing'],
] as const)('%j stands as %s', (fields, standing) => {
  expect(standingOf({ ...RULE, ...fields })).toBe(standing);
});
