import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitHeadersIn, readUpstreamLimits, UNKNOWN_LIMIT } from './upstream-limits.ts';

const AT_MS = Date.parse('2026-11-26T08:00:00Z');

describe('limits of an upstream', () => {
  test('the vendor’s headers: figures, and an instant in Unix seconds', () => {
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795680031' };
    expect(readUpstreamLimits(headers, AT_MS)).toEqual({
      requests: { limit: 60, remaining: 0, resetsAt: '2026-11-26T08:00:31.000Z' },
      tokens: UNKNOWN_LIMIT,
    });
  });

  test.each([
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['24h0m0s', 86_400_000],
    ['8.64s', 8_640],
    ['120ms', 120],
    ['1d2h', 93_600_000],
    ['31', 31_000],
  ])('a wait of %s', (wait, ms) => {
    const { tokens } = readUpstreamLimits(
      {
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-tokens': wait,
      },
      AT_MS,
    );
    expect(tokens).toEqual({ limit: 150_000, remaining: 149_984, resetsAt: new Date(AT_MS + ms).toISOString() });
  });

  test.each(['-1', '', 'unknown', 'NaN', '1e309', '0x10', '1.5', '9'.repeat(40)])(
    '%j is no figure, so nobody knows: it is not zero',
    (text) => {
      const headers = {
        'x-ratelimit-limit-requests': text,
        'x-ratelimit-remaining-requests': text,
        'x-ratelimit-reset-requests': text === '1.5' ? 'soon' : text,
      };
      expect(readUpstreamLimits(headers, AT_MS).requests).toEqual(UNKNOWN_LIMIT);
    },
  );

  test('only headers of limits are kept, and none where there is none', () => {
    expect(limitHeadersIn({ 'content-type': 'text/plain', 'set-cookie': 'a=b' })).toBeUndefined();
    expect(limitHeadersIn({ 'x-ratelimit-limit': '60', 'set-cookie': 'a=b' })).toEqual({ 'x-ratelimit-limit': '60' });
  });

  test('whatever stands there, the answer is figures that are whole and not negative, and instants, or unknown', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.stringMatching(/^[\d.]{0,12}(ms|[dhms])?$/),
    );
    const headers = fc.dictionary(fc.constantFrom('limit', 'remaining', 'reset'), value);
    fc.assert(
      fc.property(headers, fc.constantFrom('', '-requests'), (some, family) => {
        const sent = Object.fromEntries(
          Object.entries(some).map(([name, text]) => [`x-ratelimit-${name}${family}`, text]),
        );
        const { requests } = readUpstreamLimits(sent, AT_MS);
        for (const figure of [requests.limit, requests.remaining]) {
          expect(figure === null || (Number.isSafeInteger(figure) && figure >= 0)).toBe(true);
        }
        expect(requests.resetsAt === null || !Number.isNaN(Date.parse(requests.resetsAt))).toBe(true);
      }),
    );
  });
});
