import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SECOND_MS, SPAN_S } from './arrivals.ts';
import { type RateUse, rateForecast } from './rate-forecast.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 10);

/** Samples of what came in each second, from the first one on. */
const countsOf = (came: readonly number[]): number[] =>
  came.map((_, second) =>
    came.slice(Math.max(0, second + 1 - SPAN_S), second + 1).reduce((sum, count) => sum + count, 0),
  );

const every = (length: number, count: number): number[] => new Array<number>(length).fill(count);

const inSeconds = (atMs: number | null): number | null => (atMs === null ? null : (atMs - NOW_MS) / SECOND_MS);

function forecastOf(came: readonly number[], limit: number) {
  const { reachedAtMs, earliestMs, latestMs, roomAtMs, ratePerMinute } = rateForecast({
    nowMs: NOW_MS,
    limit,
    counts: countsOf(came),
  });
  return {
    reached: inSeconds(reachedAtMs),
    earliest: inSeconds(earliestMs),
    latest: inSeconds(latestMs),
    room: inSeconds(roomAtMs),
    ratePerMinute,
  };
}

describe('a limit of requests a minute', () => {
  test('is reached by so many a second when they add up to it', () => {
    const { reached, earliest, latest, room, ratePerMinute } = forecastOf([...every(60, 0), ...every(30, 10)], 500);
    expect(reached).toBeCloseTo(20, 1);
    expect(earliest).toBeGreaterThan(14);
    expect(latest).toBeLessThan(26);
    expect(room).toBeNull();
    expect(ratePerMinute).toBeCloseTo(600, 5);
  });

  test('is not reached at a rate that is below it, where each that comes takes the place of one that leaves', () => {
    expect(forecastOf(every(120, 10), 700)).toMatchObject({ reached: null, earliest: null, latest: null });
    expect(forecastOf([...every(60, 0), ...every(30, 10)], 700)).toMatchObject({ reached: null, earliest: null });
  });

  test('may be reached by chance where the rate is just below it', () => {
    const { reached, earliest, latest } = forecastOf(every(120, 10), 610);
    expect(reached).toBeNull();
    expect(earliest).not.toBeNull();
    expect(latest).toBeNull();
  });

  test('is reached at the rate of now, not that of a minute ago', () => {
    // 20 come and 10 leave.
    const counts = countsOf([...every(160, 10), ...every(20, 20)]).slice(-120);
    expect(inSeconds(rateForecast({ nowMs: NOW_MS, limit: 1_000, counts }).reachedAtMs)).toBeCloseTo(20, 0);
  });

  test('is reached sooner by a rate that rises', () => {
    // One more a second, each second: 435 by now, 1,035 in sixteen seconds.
    const { reached } = forecastOf([...every(60, 0), ...Array.from({ length: 30 }, (_, second) => second)], 1_035);
    expect(reached).toBeCloseTo(16, 0);
  });

  test('is not reached by a rate that rises for as long again as it has, and no longer', () => {
    // 15 a second by now, 30 then: 1,800 in a minute.
    const came = [...every(60, 0), ...Array.from({ length: 15 }, (_, second) => second)];
    expect(forecastOf(came, 1_600).reached).not.toBeNull();
    expect(forecastOf(came, 2_000).reached).toBeNull();
  });

  test('is reached at the rate of now where that came in steps, which are no slope', () => {
    const came = [...every(120, 5), ...every(50, 10), ...every(20, 20)];
    const counts = countsOf(came).slice(-120);
    // Of those that stand 10 leave each second, since all of the last minute came after the first step.
    const limit = (counts.at(-1) ?? 0) + 35 * 20 - 35 * 10;
    expect(inSeconds(rateForecast({ nowMs: NOW_MS, limit, counts }).reachedAtMs)).toBeCloseTo(35, 0);
  });

  test('is as sure as requests that come by chance are, and those that leave in an order that is not known', () => {
    // Of one sample of 300 a rate of 5 a second is known as well as 300 calls tell it, and of those that leave how many on
    // the mean: the variance is 5 s + 5 s² / 60 + 300 (s / 60) (1 − s / 60).
    const { earliestMs } = rateForecast({ nowMs: NOW_MS, limit: 320, counts: [300] });
    expect(inSeconds(earliestMs)).toBeGreaterThan(24);
    expect(inSeconds(earliestMs)).toBeLessThan(25);
  });

  test('is not reached by a few that came at once', () => {
    expect(forecastOf([...every(119, 0), 5], 60)).toMatchObject({ reached: null });
  });

  test('has an answer where there is one sample, or none', () => {
    expect(rateForecast({ nowMs: NOW_MS, limit: 60, counts: [] })).toEqual({
      reachedAtMs: null,
      earliestMs: null,
      latestMs: null,
      ratePerMinute: 0,
      roomAtMs: null,
    });
    expect(rateForecast({ nowMs: NOW_MS, limit: 60, counts: [30] })).toMatchObject({
      reachedAtMs: null,
      ratePerMinute: 30,
    });
    expect(rateForecast({ nowMs: NOW_MS, limit: 60, counts: [0] })).toMatchObject({
      reachedAtMs: null,
      latestMs: null,
    });
  });
});

describe('a limit that is reached', () => {
  test('has room when the first of the last minute leaves', () => {
    const came = [...every(40, 0), ...every(6, 10), ...every(30, 0)];
    expect(forecastOf(came, 60)).toMatchObject({ reached: 0, earliest: 0, latest: 0, room: 25 });
    // Lowered to half of what counts: half of it has to leave, and one more.
    expect(forecastOf(came, 30).room).toBe(28);
  });

  test('has room within the minute where the samples do not tell when', () => {
    const { reachedAtMs, roomAtMs } = rateForecast({ nowMs: NOW_MS, limit: 60, counts: [60] });
    expect(reachedAtMs).toBe(NOW_MS);
    expect(inSeconds(roomAtMs)).toBe(1);
    expect(inSeconds(rateForecast({ nowMs: NOW_MS, limit: 1, counts: [1] }).roomAtMs)).toBe(60);
  });

  test('has room just when, in the end, fewer count, of whatever came since nothing did', () => {
    const came = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 110, size: 'max' });
    fc.assert(
      fc.property(came, fc.integer({ min: 1, max: 300 }), (seconds, limit) => {
        const { room } = forecastOf([0, ...seconds], limit);
        const after = countsOf([...seconds, ...every(SPAN_S, 0)]).slice(seconds.length - 1);
        const first = after.findIndex((count) => count < limit);
        expect(room ?? 0).toBe(first);
      }),
    );
  });
});

const uses: fc.Arbitrary<RateUse> = fc.record({
  nowMs: fc.constant(NOW_MS),
  limit: fc.integer({ min: 1, max: 2_000 }),
  counts: fc.oneof(
    fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 130, size: 'max' }),
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })), { maxLength: 130, size: 'max' }).map(countsOf),
  ),
});

const instantsOf = (use: RateUse) => {
  const { earliestMs, reachedAtMs, latestMs } = rateForecast(use);
  return [earliestMs, reachedAtMs, latestMs].map((ms) => ms ?? Number.POSITIVE_INFINITY);
};

describe('of whatever was sampled', () => {
  test('there is an answer: in order, from now on, with a rate, and with room within a minute', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const { ratePerMinute, roomAtMs } = rateForecast(use);
        const ordered = instantsOf(use);
        expect(ordered).toEqual(ordered.toSorted((one, other) => one - other));
        for (const ms of ordered) expect(ms).toBeGreaterThanOrEqual(NOW_MS);
        expect(Number.isFinite(ratePerMinute) && ratePerMinute >= 0).toBe(true);
        expect(roomAtMs !== null).toBe((use.counts.at(-1) ?? 0) >= use.limit);
        if (roomAtMs !== null) expect(roomAtMs > NOW_MS && roomAtMs <= NOW_MS + SPAN_S * SECOND_MS).toBe(true);
      }),
    );
  });

  test('a lower limit is never reached later', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 2_000 }), (use, less) => {
        const higher = instantsOf(use);
        for (const [index, ms] of instantsOf({ ...use, limit: use.limit - less }).entries()) {
          expect(ms).toBeLessThanOrEqual(higher[index] ?? Number.NaN);
        }
      }),
    );
  });
});
