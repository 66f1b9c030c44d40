import { expect, test } from 'vitest';
import { limitHeaders } from './headers.ts';
import type { Standing } from './standing.ts';

const NOON = Date.parse('2026-11-23T04:00:00Z');
const DAY = { startMs: NOON - 12 * 3_600_000, endMs: NOON + 12 * 3_600_000 };

const standing = (fields: Partial<Standing> = {}): Standing => ({
  subject: { id: 'owner:professional:a', requestsPerMinute: 60, quotas: [] },
  requests: 1,
  requestWaitMs: 0,
  requestResetMs: 31_000,
  quotas: [],
  ...fields,
});

test('a caller on the professional plan sees every header of the specification', () => {
  const quota = { unit: 'tokens' as const, limit: 1_000_000, ...DAY };
  expect(limitHeaders([standing({ quotas: [{ quota, used: 1_000, reserved: 500 }] })], NOON)).toEqual({
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '59',
    'x-ratelimit-reset': String(NOON / 1000 + 31),
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '31s',
    'x-ratelimit-limit-tokens': '1000000',
    'x-ratelimit-remaining-tokens': '998500',
    'x-ratelimit-reset-tokens': '12h0m0s',
    'ratelimit-policy': '"rpm";q=60;w=60, "tpd";q=1000000;w=86400',
    ratelimit: '"rpm";r=59;t=31, "tpd";r=998500;t=43200',
  });
});

test('a caller whom nothing limits sees none', () => {
  const unlimited = { id: 'owner:enterprise:a', requestsPerMinute: null, quotas: [] };
  expect(limitHeaders([standing({ subject: unlimited })], NOON)).toEqual({});
  expect(limitHeaders([], NOON)).toEqual({});
});

test('of several subjects the tightest is shown', () => {
  const key = { id: 'key:k', requestsPerMinute: 5, quotas: [] };
  const headers = limitHeaders([standing({ subject: key, requests: 4 }), standing()], NOON);
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '1' });
  expect(headers).not.toHaveProperty('x-ratelimit-limit-tokens');
});

test.each([
  [0, '0ms'],
  [119.2, '120ms'],
  [1_500, '1.5s'],
  [60_000, '1m0s'],
  [360_000, '6m0s'],
  [86_399_001, '24h0m0s'],
])('%d ms are written as %s', (requestResetMs, text) => {
  const headers = limitHeaders([standing({ requestResetMs })], NOON);
  expect(headers['x-ratelimit-reset-requests']).toBe(text);
});
