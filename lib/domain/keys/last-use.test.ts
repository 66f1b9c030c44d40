import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastUse } from './last-use.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test.each([
  [0, { form: 'within', minutes: 15 }],
  [15 * MINUTE_MS, { form: 'within', minutes: 15 }],
  [15 * MINUTE_MS + 1, { form: 'within', minutes: 30 }],
  [59 * MINUTE_MS, { form: 'within', minutes: 60 }],
  [61 * MINUTE_MS, { form: 'hours', count: 1 }],
  [3 * HOUR_MS + 10 * MINUTE_MS, { form: 'hours', count: 3 }],
  [24 * HOUR_MS, { form: 'hours', count: 23 }],
  [25 * HOUR_MS, { form: 'days', count: 1 }],
  [60 * 24 * HOUR_MS + HOUR_MS, { form: 'days', count: 60 }],
])('a quarter of an hour that began %d ms ago is told as %j', (agoMs, told) => {
  expect(lastUse(1e12, 1e12 + agoMs)).toEqual(told);
});

test('what is said to have been within some minutes was, wherever in its quarter of an hour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 * HOUR_MS }), (agoMs) => {
      const told = lastUse(0, agoMs);
      if (told.form === 'within') expect(agoMs).toBeLessThanOrEqual(told.minutes * MINUTE_MS);
    }),
  );
});
