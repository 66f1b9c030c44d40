import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_USED } from '#lib/domain/usage/call.ts';
import { costMicrosOf } from './price.ts';
import { priceListSchema } from './price-list.ts';

const PRICE = { promptPerMillionTokens: 4, cachedPerMillionTokens: 0.4, completionPerMillionTokens: 12 };

test('a million tokens cost their price, in millionths', () => {
  expect(costMicrosOf(PRICE, { ...NOTHING_USED, promptTokens: 1_000_000 })).toBe(4_000_000);
  expect(costMicrosOf(PRICE, { ...NOTHING_USED, completionTokens: 1_000_000 })).toBe(12_000_000);
  expect(costMicrosOf(PRICE, { ...NOTHING_USED, promptTokens: 1_000_000, cachedTokens: 1_000_000 })).toBe(400_000);
  expect(costMicrosOf({ promptPerMillionTokens: 4 }, { ...NOTHING_USED, promptTokens: 10, cachedTokens: 5 })).toBe(40);
});

test('pictures and minutes of sound have prices of their own', () => {
  expect(costMicrosOf({ perImage: 0.02 }, { ...NOTHING_USED, images: 3 })).toBe(60_000);
  expect(costMicrosOf({ perAudioMinute: 0.04 }, { ...NOTHING_USED, audioMs: 90_000 })).toBe(60_000);
});

test('sound of unknown length has no cost that anybody knows, where it is paid by the minute', () => {
  expect(costMicrosOf({ perAudioMinute: 0.04 }, { ...NOTHING_USED, audioMs: null })).toBeNull();
  expect(costMicrosOf({ promptPerMillionTokens: 1 }, { ...NOTHING_USED, audioMs: null, promptTokens: 3 })).toBe(3);
});

test('no call costs more than sums can hold exactly', () => {
  const most = { ...NOTHING_USED, promptTokens: 100_000_000 };
  expect(costMicrosOf({ promptPerMillionTokens: 1_000_000_000 }, most)).toBe(1_000_000_000_000);
});

test('a cost is whole, never negative, and off by at most half a millionth', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(
      count,
      count,
      count,
      fc.double({ min: 0, max: 1_000, noNaN: true }),
      (promptTokens, completionTokens, cachedTokens, price) => {
        const micros = costMicrosOf(
          { promptPerMillionTokens: price, completionPerMillionTokens: price },
          { ...NOTHING_USED, promptTokens, completionTokens, cachedTokens },
        );
        const cost = micros ?? Number.NaN;
        expect(Number.isSafeInteger(cost)).toBe(true);
        expect(Math.abs(cost - (promptTokens + completionTokens) * price)).toBeLessThanOrEqual(0.5 + 1e-6 * cost);
      },
    ),
  );
});

test.each([{ m: { promptPerMillionTokens: -1 } }, { m: { prompt: 1 } }, { m: { perImage: '1' } }, []])(
  'a price list like %j is refused',
  (list) => {
    expect(priceListSchema.safeParse(list).success).toBe(false);
  },
);
