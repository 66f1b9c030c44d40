import { arrivalsOf, batchingOf, SECOND_MS, SPAN_S } from './arrivals.ts';
import { type Forecast, firstReach, type Point, SIDES } from './forecast.ts';
import { type Interval, type Trend, trendOf } from './trend.ts';

export interface RateForecast extends Forecast {
  /** How many requests come in a minute at present. */
  readonly ratePerMinute: number;
  /** When one more fits, if none comes in between, as far as the samples tell. `null`: one fits now. */
  readonly roomAtMs: number | null;
}

/** How the requests within any minute stand. */
export interface RateUse {
  readonly nowMs: number;
  readonly limit: number;
  /**
   * How many stand within the last minute, one sample a second, the newest last, that of now. Of the last two minutes; what
   * is missing at the beginning makes the forecast less sure.
   */
  readonly counts: readonly number[];
}

/**
 * When the limit of requests a minute is reached at the rate that they come at now, which is level, or rising or falling
 * evenly. Requests that are within the limit now leave it a minute after they came: {@link arrivalsOf} tells when that
 * was.
 */
export function rateForecast({ nowMs, limit, counts }: RateUse): RateForecast {
  const count = counts.at(-1);
  if (count === undefined) {
    return { reachedAtMs: null, earliestMs: null, latestMs: null, ratePerMinute: 0, roomAtMs: null };
  }
  const { before, sampled, uncertain } = arrivalsOf(counts);
  const leaving = [...before, ...sampled].slice(-SPAN_S);
  const trend = trendOf(intervalsOf(counts[0] ?? 0, sampled), batchingOf(sampled));
  const ratePerMinute = trend.rateAt(0) * SPAN_S;
  if (count >= limit) {
    const roomAtMs = nowMs + secondsUntilGone(leaving, count - limit + 1) * SECOND_MS;
    return { reachedAtMs: nowMs, earliestMs: nowMs, latestMs: nowMs, ratePerMinute, roomAtMs };
  }
  const points = pathOf({ nowMs, count, leaving, uncertain, trend });
  return {
    reachedAtMs: firstReach(points, limit, 0),
    earliestMs: firstReach(points, limit, SIDES),
    latestMs: firstReach(points, limit, -SIDES),
    ratePerMinute,
    roomAtMs: null,
  };
}

function intervalsOf(first: number, sampled: readonly number[]): Interval[] {
  const sinceS = -sampled.length;
  return [
    { fromS: sinceS - SPAN_S, toS: sinceS, count: first },
    ...sampled.map((count, index) => ({ fromS: sinceS + index, toS: sinceS + index + 1, count })),
  ];
}

/** Sums of parts of requests come short of a whole one by less. */
const ROUNDING = 1e-6;

function secondsUntilGone(leaving: readonly number[], wanted: number): number {
  let gone = 0;
  for (const [second, count] of leaving.entries()) {
    gone += count;
    if (gone >= wanted - ROUNDING) return second + 1;
  }
  return SPAN_S;
}

interface Present {
  readonly nowMs: number;
  readonly count: number;
  readonly leaving: readonly number[];
  readonly uncertain: number;
  readonly trend: Trend;
}

/** How many will stand within the last minute, by each second until the rate has been level for one. */
function pathOf({ nowMs, count, leaving, uncertain, trend }: Present): Point[] {
  const points: Point[] = [{ atMs: nowMs, mean: count, deviation: 0 }];
  const coming: number[] = [];
  let gone = 0;
  let came = 0;
  for (let second = 1; second <= SPAN_S - trend.sinceS; second++) {
    const rate = trend.rateAt(second - 0.5);
    coming.push(rate);
    came += rate - (coming[second - 1 - SPAN_S] ?? 0);
    gone += leaving[second - 1] ?? 0;
    const share = Math.min(1, second / SPAN_S);
    const variance =
      trend.dispersion * came + trend.variance(Math.max(0, second - SPAN_S), second) + uncertain * share * (1 - share);
    points.push({ atMs: nowMs + second * SECOND_MS, mean: count - gone + came, deviation: Math.sqrt(variance) });
  }
  return points;
}
