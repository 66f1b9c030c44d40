import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuota } from '#lib/contract/quota.ts';
import { fitsIn, isNear, leftOf } from './left.ts';
import { refusalOf, type Standing } from './standing.ts';

const NOON = Date.parse('2026-11-23T04:00:00Z');
const HOUR_MS = 3_600_000;
const DAY = { startMs: NOON - 12 * HOUR_MS, endMs: NOON + 12 * HOUR_MS };
const MONTH = { startMs: NOON - 22 * 24 * HOUR_MS, endMs: NOON + 8 * 24 * HOUR_MS };
const PLAN = 'plan:free';

const standing = (fields: Partial<Standing> = {}): Standing => ({
  subject: { id: 'owner:free:a', requestsPerMinute: null, quotas: [] },
  requests: 0,
  requestWaitMs: 0,
  requestResetMs: 0,
  quotas: [],
  ...fields,
});

test('what calls used, and what those under way hold, is not left', () => {
  const quota = { unit: 'tokens' as const, limit: 10_000, ...DAY };
  const spend = { unit: 'micros' as const, limit: 5_000_000, ...MONTH };
  const subject = { id: 'owner:free:a', requestsPerMinute: 3, quotas: [] };
  const quotas = [
    { quota, used: 4_000, reserved: 1_500 },
    { quota: spend, used: 6_000_000, reserved: 0 },
  ];
  const own = standing({ subject, requests: 3, requestWaitMs: 20_000.2, requestResetMs: 50_000, quotas });
  expect(leftOf([own], NOON, PLAN)).toEqual({
    requests: {
      limit: 3,
      left: 0,
      resetsAt: '2026-11-23T04:00:50.000Z',
      // A millisecond early would be too early.
      opensAt: '2026-11-23T04:00:20.001Z',
      shared: false,
    },
    tokens: { limit: 10_000, left: 4_500, resetsAt: '2026-11-23T16:00:00.000Z', window: 'day', shared: false },
    spend: { limit: 5_000_000, left: 0, resetsAt: '2026-12-01T04:00:00.000Z', shared: false },
  });
});

test('of one’s own limit and the plan’s the scarcer is told, and whose it is', () => {
  const tokens = (used: number) => ({ quota: { unit: 'tokens' as const, limit: 100, ...MONTH }, used, reserved: 0 });
  const pool = standing({ subject: { id: PLAN, requestsPerMinute: 5, quotas: [] }, requests: 5, quotas: [tokens(90)] });
  const own = standing({
    subject: { id: 'owner:free:a', requestsPerMinute: 2, quotas: [] },
    requests: 2,
    quotas: [tokens(10)],
  });
  const { requests, tokens: left } = leftOf([own, pool], NOON, PLAN);
  expect(left).toMatchObject({ left: 10, window: 'month', shared: true });
  // Of equals one's own.
  expect(requests).toMatchObject({ limit: 2, shared: false });
});

test('where nothing limits there is nothing to tell', () => {
  expect(leftOf([standing()], NOON, PLAN)).toEqual({ requests: null, tokens: null, spend: null });
});

const quotaArbitrary = fc.record({
  limit: fc.integer({ min: 1, max: 1_000 }),
  used: fc.integer({ min: 0, max: 1_200 }),
  reserved: fc.integer({ min: 0, max: 300 }),
});

test('a call that is said not to fit is refused; one that fits, and is smaller than every limit, is admitted', () => {
  fc.assert(
    fc.property(
      fc.array(quotaArbitrary, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 1_200 }),
      (takens, tokens) => {
        const standings = takens.map(({ limit, used, reserved }) =>
          standing({ quotas: [{ quota: { unit: 'tokens', limit, ...DAY }, used, reserved }] }),
        );
        const { tokens: left } = leftOf(standings, NOON, PLAN);
        const fits = left !== null && fitsIn(left, tokens);
        const refused = refusalOf({ admitted: false, standings }, { tokens, micros: 0 }, NOON) !== undefined;
        if (!fits) expect(refused).toBe(true);
        else if (takens.every(({ limit }) => tokens <= limit)) expect(refused).toBe(false);
      },
    ),
  );
});

test.each([
  [60, 12, false],
  [60, 11, true],
  [3, 1, false],
  [3, 0, true],
])('of %i, %i left is near the end: %s', (limit, left, near) => {
  expect(isNear({ limit, left })).toBe(near);
});

test('only a quota is read as one', () => {
  const told = { object: 'quota', currency: 'CNY', timeZone: 'Asia/Shanghai' };
  const none = { requests: null, tokens: null, spend: null };
  expect(parseQuota({ ...told, ...none })).toEqual({ ...told, ...none });
  const left = { limit: 1, left: 1, resetsAt: '2026-11-23T04:00:00.000Z', shared: false };
  const all = { requests: { ...left, opensAt: null }, tokens: { ...left, window: 'day' }, spend: left };
  expect(parseQuota({ ...told, ...all })).toEqual({ ...told, ...all });
  for (const wrong of [
    { ...all, spend: undefined },
    { ...all, spend: { ...left, left: -1 } },
    { ...all, spend: { ...left, resetsAt: 'soon' } },
    { ...all, tokens: { ...left, window: 'year' } },
    { ...all, requests: left },
  ]) {
    expect(parseQuota({ ...told, ...wrong })).toBeUndefined();
  }
  fc.assert(fc.property(fc.anything(), (json) => parseQuota(json) === undefined));
});
