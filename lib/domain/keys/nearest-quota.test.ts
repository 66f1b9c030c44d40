import { expect, test } from 'vitest';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import type { CallerUse } from '#lib/domain/usage/sums.ts';
import { countsByMonth, nearestQuota } from './nearest-quota.ts';

const KEY = { id: 'k1', owner: 'alice', plan: 'free', limits: NO_LIMITS };
const use = (fields: Partial<CallerUse>): CallerUse => ({
  ...{ keyId: 'k1', owner: 'alice', plan: 'free' },
  ...{ requests: 1, refused: 0, failed: 0, tokens: 0, costMicros: 0, unpriced: 0 },
  ...fields,
});
const DAY = [
  use({ tokens: 100, costMicros: 5 }),
  // Without a key, as the console's pages call: the owner's all the same.
  use({ keyId: null, tokens: 30, costMicros: 1 }),
  use({ keyId: 'k2', tokens: 20 }),
  use({ owner: 'bob', tokens: 1_000 }),
  use({ plan: 'professional', tokens: 2_000 }),
];
const MONTH = [...DAY, use({ keyId: 'k1', tokens: 900, costMicros: 40 })];
const both = { day: DAY, month: MONTH };

test('a plan’s quota counts all of an owner’s calls on it, and no other’s; the key’s own part of today is told', () => {
  expect(nearestQuota(KEY, { ...NO_LIMITS, tokens: 300 }, both)).toEqual({
    ...{ of: 'owner', unit: 'tokens', window: 'day', limit: 300, used: 150, usedToday: 100 },
  });
});

test('a key’s own quota counts its calls whoever had it and on whatever plan', () => {
  expect(nearestQuota({ ...KEY, limits: { ...NO_LIMITS, tokens: 6_200 } }, NO_LIMITS, both)).toEqual({
    ...{ of: 'key', unit: 'tokens', window: 'day', limit: 6_200, used: 3_100, usedToday: 3_100 },
  });
});

test('a month’s quota counts the month; what this key used today is told beside it', () => {
  const limits = { ...NO_LIMITS, tokens: 2_100, tokenWindow: 'month', spendMicrosPerMonth: 46 } as const;
  expect(nearestQuota(KEY, limits, both)).toEqual({
    ...{ of: 'owner', unit: 'micros', window: 'month', limit: 46, used: 46, usedToday: 5 },
  });
});

test('of several it is the one that is used up the most, of equals the narrowest', () => {
  const own = { ...KEY, limits: { ...NO_LIMITS, tokens: 1_000_000, spendMicrosPerMonth: 1_000 } };
  expect(nearestQuota(own, { ...NO_LIMITS, tokens: 151 }, both)?.of).toBe('owner');
  expect(nearestQuota(own, { ...NO_LIMITS, tokens: 1_000_000_000 }, both)).toMatchObject({ of: 'key', unit: 'micros' });
  expect(nearestQuota(own, { ...NO_LIMITS, tokens: 5 }, { day: [], month: [] })).toMatchObject({
    ...{ of: 'key', unit: 'tokens', used: 0 },
  });
});

test('where nothing counts tokens or spending there is none', () => {
  expect(nearestQuota(KEY, { ...NO_LIMITS, requestsPerMinute: 3 }, both)).toBeNull();
});

test('the month is asked for where something counts by it', () => {
  expect(countsByMonth(NO_LIMITS)).toBe(false);
  expect(countsByMonth({ ...NO_LIMITS, tokenWindow: 'month' })).toBe(false);
  expect(countsByMonth({ ...NO_LIMITS, tokens: 1 })).toBe(false);
  expect(countsByMonth({ ...NO_LIMITS, tokens: 1, tokenWindow: 'month' })).toBe(true);
  expect(countsByMonth({ ...NO_LIMITS, spendMicrosPerMonth: 1 })).toBe(true);
});
