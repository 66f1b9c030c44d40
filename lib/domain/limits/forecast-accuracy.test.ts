import { describe, expect, test } from 'vitest';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { seededRandom } from '#lib/std/seeded-random.ts';
import type { Forecast } from './forecast.ts';
import { paceOf } from './pace.ts';
import { quotaForecast } from './quota-forecast.ts';
import { rateForecast } from './rate-forecast.ts';

/**
 * How far forecasts can be trusted: traffic is made up, its past is shown to a forecast, and it goes on until the limit is
 * reached. FULL=1 makes up more of it, and prints what comes out.
 */
const FULL = process.env.FULL === '1';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

type Chance = () => number;

const between = (chance: Chance, low: number, high: number): number => low + (high - low) * chance();
const exponential = (chance: Chance): number => -Math.log(1 - chance());
const normal = (chance: Chance): number => Math.sqrt(2 * exponential(chance)) * Math.cos(2 * Math.PI * chance());

function poisson(chance: Chance, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  let count = 0;
  for (let left = mean - exponential(chance); left > 0; left -= exponential(chance)) count++;
  return count;
}

/** Calls are of all sizes, some tokens and some thousands (lognormal). */
const SPREAD = 0.8;
const MEAN_TOKENS = 400 * Math.exp(SPREAD ** 2 / 2);
const DEVIATION_TOKENS = MEAN_TOKENS * Math.sqrt(Math.exp(SPREAD ** 2) - 1);

function tokensOf(chance: Chance, calls: number): number {
  if (calls > 50) return Math.round(calls * MEAN_TOKENS + Math.sqrt(calls) * DEVIATION_TOKENS * normal(chance));
  let sum = 0;
  for (let call = 0; call < calls; call++) sum += Math.round(400 * Math.exp(SPREAD * normal(chance)));
  return sum;
}

interface Traffic {
  /** Calls an hour, on the mean; it changes with the quarter of an hour. */
  readonly rateAt: (atMs: number) => number;
  /** How long calls come, and how long none do, on the mean. */
  readonly bursts?: { readonly onMs: number; readonly offMs: number } | undefined;
}

/** Tokens in one span after the other. */
function use({ rateAt, bursts }: Traffic, chance: Chance, startMs: number) {
  const share = bursts === undefined ? 1 : bursts.onMs / (bursts.onMs + bursts.offMs);
  let isOn = chance() < share;
  let atMs = startMs;
  const lasts = () =>
    bursts === undefined ? Number.POSITIVE_INFINITY : exponential(chance) * (isOn ? bursts.onMs : bursts.offMs);
  let changesMs = startMs + lasts();
  return (untilMs: number): number => {
    const rate = rateAt(atMs) / share;
    let onMs = 0;
    while (atMs < untilMs) {
      const nextMs = Math.min(changesMs, untilMs);
      if (isOn) onMs += nextMs - atMs;
      atMs = nextMs;
      if (atMs < changesMs) continue;
      isOn = !isOn;
      changesMs = atMs + lasts();
    }
    return tokensOf(chance, poisson(chance, (rate * onMs) / HOUR_MS));
  };
}

/** A Monday. */
const MONDAY_MS = Date.UTC(2026, 10, 2);
/** Nights have a twentieth. */
const HOURS = Array.from({ length: 24 }, (_, hour) => {
  if (hour < 8 || hour >= 19) return 0.05;
  return { 8: 0.5, 12: 0.6, 18: 0.5 }[hour] ?? 1;
});
const CALLS_A_DAY = 8_000;
const dayIn = (atMs: number): number => Math.floor((atMs - MONDAY_MS) / DAY_MS);
const isWeekend = (atMs: number): boolean => dayIn(atMs) % 7 >= 5;
const even = (): number => CALLS_A_DAY / 24;
const office = (atMs: number): number => {
  const part = (HOURS[Math.floor((atMs % DAY_MS) / HOUR_MS)] ?? 0) / HOURS.reduce((sum, hour) => sum + hour, 0);
  return CALLS_A_DAY * part * (isWeekend(atMs) ? 0.2 : 1);
};

interface QuotaCase extends Traffic {
  readonly nowMs: number;
  /** Days before today that are known. */
  readonly days: number;
  readonly window: { readonly startMs: number; readonly endMs: number };
}

interface Result {
  /** What an oracle says that knows all rates, and nothing of what comes by chance. */
  readonly oracleMs: number | null;
  readonly trueMs: number | null;
  readonly forecast: Forecast;
  readonly nowMs: number;
  readonly endMs: number;
}

/** How finely time passes until a limit is reached. */
const stepOf = ({ startMs, endMs }: QuotaCase['window']): number => (endMs - startMs > DAY_MS ? QUARTER_MS : MINUTE_MS);

/** When so many more are expected to have come. */
function reachedBy(rateAt: (atMs: number) => number, tokens: number, { nowMs, window }: QuotaCase): number | null {
  let left = tokens / MEAN_TOKENS;
  const stepMs = stepOf(window);
  for (let atMs = nowMs; atMs < window.endMs; atMs += stepMs) {
    const calls = (rateAt(atMs) * stepMs) / HOUR_MS;
    if (calls >= left) return atMs + (left / calls) * stepMs;
    left -= calls;
  }
  return null;
}

function quotaResult(made: QuotaCase, chance: Chance): Result {
  const { nowMs, window, days, rateAt } = made;
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS - days * DAY_MS;
  const next = use(made, chance, startMs);
  const quarters: number[] = [];
  let used = 0;
  for (let atMs = startMs; atMs <= nowMs; atMs += QUARTER_MS) {
    const amount = next(Math.min(atMs + QUARTER_MS, nowMs));
    quarters.push(amount);
    if (atMs >= window.startMs) used += amount;
  }
  const stepMs = stepOf(window);
  let expected = 0;
  for (let atMs = nowMs; atMs < window.endMs; atMs += stepMs)
    expected += (rateAt(atMs) * MEAN_TOKENS * stepMs) / HOUR_MS;
  const left = Math.round(expected * between(chance, 0.1, 0.9));
  const forecast = quotaForecast({ window, nowMs, limit: used + left, used, quarters, clock: (atMs) => atMs });
  let trueMs: number | null = null;
  let sum = 0;
  for (let atMs = nowMs; trueMs === null && atMs < window.endMs; atMs += stepMs) {
    const amount = next(atMs + stepMs);
    if (sum + amount >= left) trueMs = atMs + ((left - sum) / amount) * stepMs;
    sum += amount;
  }
  return { forecast, trueMs, oracleMs: reachedBy(rateAt, left, made), nowMs, endMs: window.endMs };
}

interface Accuracy {
  /** Of the distance to the true remaining time, as a part of that. */
  readonly median: number;
  readonly oracleMedian: number;
  /** How many are within a tenth of it. */
  readonly within: number;
  readonly oracleWithin: number;
  /** How many intervals hold it. */
  readonly covered: number;
}

function accuracyOf(name: string, results: readonly Result[]): Accuracy {
  // What is not reached is reached at the end, where that is said of it; where both say so, they agree.
  const errorOf = ({ nowMs, endMs, trueMs }: Result, saidMs: number | null) =>
    Math.abs((saidMs ?? endMs) - (trueMs ?? endMs)) / ((trueMs ?? endMs) - nowMs);
  const sorted = (list: readonly number[]) => list.toSorted((one, other) => one - other);
  const errors = sorted(results.map((result) => errorOf(result, result.forecast.reachedAtMs)));
  const oracle = sorted(results.map((result) => errorOf(result, result.oracleMs)));
  const middle = Math.floor(results.length / 2);
  const share = (count: number) => count / results.length;
  const isCovered = ({ trueMs, forecast: { earliestMs, latestMs } }: Result) =>
    (trueMs === null || (earliestMs !== null && earliestMs <= trueMs)) &&
    (latestMs === null || (trueMs !== null && trueMs <= latestMs));
  const accuracy = {
    median: errors[middle] ?? 1,
    oracleMedian: oracle[middle] ?? 1,
    within: share(errors.filter((error) => error <= 0.1).length),
    oracleWithin: share(oracle.filter((error) => error <= 0.1).length),
    covered: share(results.filter(isCovered).length),
  };
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  if (FULL) {
    console.log(
      `${name}: of ${results.length} the middle one is off by ${percent(accuracy.median)}, ${percent(accuracy.within)} within`,
      `a tenth (who knows the rates: ${percent(accuracy.oracleMedian)}, ${percent(accuracy.oracleWithin)}),`,
      `${percent(accuracy.covered)} within the interval`,
    );
  }
  return accuracy;
}

/** Of few cases a share is known to some percent only. */
const SLACK = FULL ? 0 : 0.12;

function expectCovered({ covered }: Accuracy): void {
  expect(covered).toBeGreaterThan(0.7 - SLACK);
  expect(covered).toBeLessThan(0.95 + SLACK);
}

interface Scenario {
  readonly days?: number;
  readonly rateAt: (atMs: number) => number;
  readonly bursts?: Traffic['bursts'];
  /** On which of the week's days, 0 a Monday. */
  readonly weekdays?: readonly [from: number, to: number];
  readonly hours?: readonly [from: number, to: number];
  readonly isMonth?: boolean;
  /** Times the usual: of today. */
  readonly today?: readonly [from: number, to: number];
  /** The deviation of each day's level, of those before and of those to come. */
  readonly dayDeviation?: number;
  /** Times the usual: since some hours. */
  readonly lately?: number;
}

function quotaCase(scenario: Scenario, chance: Chance): QuotaCase {
  const { rateAt, days = 14, weekdays = [0, 7], hours = [1, 20], isMonth = false, today = [1, 1] } = scenario;
  const todayMs = MONDAY_MS + (28 + Math.floor(between(chance, ...weekdays))) * DAY_MS;
  const nowMs = todayMs + Math.round(between(chance, ...hours) * 60) * MINUTE_MS;
  const levels = new Map([[dayIn(todayMs), between(chance, ...today)]]);
  const levelOf = (day: number): number => {
    const level = levels.get(day) ?? Math.exp((scenario.dayDeviation ?? 0) * normal(chance));
    levels.set(day, level);
    return level;
  };
  const latelyMs = nowMs - between(chance, 1, 4) * HOUR_MS;
  return {
    nowMs,
    days,
    bursts: scenario.bursts,
    window: isMonth
      ? { startMs: MONDAY_MS + 21 * DAY_MS, endMs: MONDAY_MS + 51 * DAY_MS }
      : { startMs: todayMs, endMs: todayMs + DAY_MS },
    rateAt: (atMs) => rateAt(atMs) * levelOf(dayIn(atMs)) * (atMs >= latelyMs ? (scenario.lately ?? 1) : 1),
  };
}

const QUOTA_CASES = FULL ? 400 : 50;

function quotaAccuracy(name: string, scenario: Scenario): Accuracy {
  const chance = seededRandom(20261126);
  const results = Array.from({ length: QUOTA_CASES }, () => quotaResult(quotaCase(scenario, chance), chance));
  return accuracyOf(name, results);
}

const TODAY = [0.6, 1.6] as const;

describe('a quota’s forecast is right within a tenth in the middle, and mostly, of', () => {
  test.each<[string, Scenario, number]>([
    ['steady calls, of which two weeks are known', { rateAt: even }, 0.85],
    ['steady calls, of which only today is known', { rateAt: even, days: 0, hours: [2, 20] }, 0.85],
    ['steady calls, of which two hours are known', { rateAt: even, days: 0, hours: [2, 2.2] }, 0.75],
    ['steady calls that are twice as many since some hours', { rateAt: even, lately: 2, hours: [6, 20] }, 0.8],
    ['office hours', { rateAt: office, today: TODAY, weekdays: [0, 5] }, 0.75],
    ['office hours, seen at work', { rateAt: office, today: TODAY, weekdays: [0, 5], hours: [9, 17] }, 0.85],
    ['office hours, seen at night', { rateAt: office, today: TODAY, weekdays: [0, 5], hours: [1, 7] }, 0.8],
    ['office hours of days that differ', { rateAt: office, today: TODAY, weekdays: [0, 5], dayDeviation: 0.25 }, 0.75],
    ['office hours, of which a week is known', { rateAt: office, today: TODAY, weekdays: [0, 5], days: 7 }, 0.75],
    ['office hours on weekends, with a fifth of the calls', { rateAt: office, today: TODAY, weekdays: [5, 7] }, 0.5],
    ['office hours of a month', { rateAt: office, today: TODAY, isMonth: true, days: 28, dayDeviation: 0.25 }, 0.55],
    [
      'bursts of five minutes in a month',
      { rateAt: even, bursts: { onMs: 3e5, offMs: 12e5 }, isMonth: true, days: 28 },
      0.8,
    ],
  ])('%s', (name, scenario, least) => {
    const accuracy = quotaAccuracy(name, scenario);
    expect(accuracy.median).toBeLessThan(0.1);
    expect(accuracy.within).toBeGreaterThan(least - SLACK);
    expectCovered(accuracy);
  });
});

describe('where chance allows for less, a quota’s forecast is not much worse than one that knows all rates, of', () => {
  test.each<[string, Scenario]>([
    ['bursts of four minutes in a day', { rateAt: even, bursts: { onMs: 24e4, offMs: 36e4 } }],
    [
      'bursts of which only today is known',
      { rateAt: even, bursts: { onMs: 24e4, offMs: 36e4 }, days: 0, hours: [3, 20] },
    ],
    ['long pauses between bursts', { rateAt: even, bursts: { onMs: 3e5, offMs: 12e5 } }],
  ])('%s', (name, scenario) => {
    const accuracy = quotaAccuracy(name, scenario);
    expect(accuracy.median).toBeLessThan(1.7 * accuracy.oracleMedian + SLACK);
    expectCovered(accuracy);
  });
});

test('the chance within days is measured as it is, however few of them are known', () => {
  const chance = seededRandom(20261129);
  // Of amounts that are sums of calls of all sizes.
  const truly = MEAN_TOKENS + DEVIATION_TOKENS ** 2 / MEAN_TOKENS;
  for (const days of [0.5, 1, 2, 3, 14]) {
    const measured = Array.from({ length: FULL ? 400 : 50 }, () => {
      const next = use({ rateAt: even }, chance, MONDAY_MS);
      const length = days * 96 + 1;
      const quarters = Array.from({ length }, (_, index) => next(MONDAY_MS + (index + 1) * QUARTER_MS));
      const first = MONDAY_MS / QUARTER_MS;
      return paceOf(quarters.map((amount, index) => ({ wallQuarter: first + index, amount, share: 1 }))).dispersion;
    });
    const mean = measured.reduce((sum, dispersion) => sum + dispersion, 0) / measured.length;
    expect(Math.abs(mean / truly - 1)).toBeLessThan(0.15 + SLACK);
  }
});

interface RateCase {
  /** Requests a second; now is 0. */
  readonly rateAt: (atS: number) => number;
  /** As long as the count goes on to grow at this rate. */
  readonly growsS: number;
}

const STEP_S = 0.1;

/** How many stand within the last minute, each tenth of a second, two minutes before now and one and a half after. */
function rateResult({ rateAt, growsS }: RateCase, chance: Chance): Result {
  const came: number[] = [];
  const expected: number[] = [];
  for (let atS = -180; atS < 90; atS += STEP_S) {
    const mean = rateAt(atS + STEP_S / 2) * STEP_S;
    expected.push(mean);
    came.push(poisson(chance, mean));
  }
  const minute = 60 / STEP_S;
  const now = 180 / STEP_S;
  const sum = (list: readonly number[], from: number, to: number) =>
    list.slice(from, to).reduce((total, count) => total + count, 0);
  const countAt = (step: number) => sum(came, step - minute, step);
  const standing = countAt(now);
  const meanAt = (step: number) =>
    standing +
    sum(expected, now, step) -
    sum(came, now - minute, Math.min(now, step - minute)) -
    sum(expected, now, step - minute);
  const aheadS = between(chance, Math.min(5, growsS * 0.9), Math.min(40, growsS));
  const limit = Math.round(meanAt(now + Math.round(aheadS / STEP_S)));
  const counts = Array.from({ length: 121 }, (_, second) => countAt((60 + second) / STEP_S));
  const nowMs = MONDAY_MS;
  const firstStep = (countOf: (step: number) => number) => {
    for (let step = now + 1; step <= came.length; step++) {
      if (countOf(step) >= limit) return nowMs + (step - now) * STEP_S * 1_000;
    }
    return null;
  };
  return {
    forecast: rateForecast({ nowMs, limit: Math.max(limit, standing + 1), counts }),
    trueMs: firstStep(countAt),
    oracleMs: firstStep(meanAt),
    nowMs,
    endMs: nowMs + 90_000,
  };
}

const RATE_CASES = FULL ? 400 : 60;
const loguniform = (chance: Chance, low: number, high: number): number => low * (high / low) ** chance();

describe('the forecast of requests a minute is right within a tenth in the middle, and mostly, of', () => {
  test.each<[string, (chance: Chance) => RateCase, number]>([
    [
      'a steady rate after none',
      (chance) => {
        const [rate, sinceS] = [loguniform(chance, 5, 40), -between(chance, 6, 40)];
        return { rateAt: (atS) => (atS < sinceS ? 0 : rate), growsS: 55 + sinceS };
      },
      0.6,
    ],
    [
      'a steady rate after one of half, or less',
      (chance) => {
        const [rate, times, sinceS] = [loguniform(chance, 5, 20), between(chance, 2, 4), -between(chance, 6, 40)];
        return { rateAt: (atS) => (atS < sinceS ? rate : rate * times), growsS: 55 + sinceS };
      },
      0.5,
    ],
    [
      'a rate that rises from none',
      (chance) => {
        const [slope, sinceS] = [loguniform(chance, 0.1, 1), -between(chance, 15, 60)];
        return { rateAt: (atS) => Math.max(0, slope * (atS - sinceS)), growsS: -sinceS };
      },
      0.55,
    ],
    [
      'a rate that rises from a lower one',
      (chance) => {
        const [rate, times, sinceS] = [between(chance, 5, 20), between(chance, 1, 3), -between(chance, 15, 60)];
        return { rateAt: (atS) => rate * (1 + Math.max(0, times * (1 - atS / sinceS))), growsS: -sinceS };
      },
      0.5,
    ],
  ])('%s', (name, caseOf, least) => {
    const chance = seededRandom(20261127);
    const results = Array.from({ length: RATE_CASES }, () => rateResult(caseOf(chance), chance));
    const accuracy = accuracyOf(name, results);
    expect(accuracy.median).toBeLessThan(0.1 + SLACK / 3);
    expect(accuracy.within).toBeGreaterThan(least - SLACK);
    expectCovered(accuracy);
  });

  test('a steady rate that is a fifth below the limit: it is not reached', () => {
    const chance = seededRandom(20261128);
    const said = Array.from({ length: RATE_CASES }, () => {
      const rate = loguniform(chance, 3, 40);
      const came = Array.from({ length: 180 }, () => poisson(chance, rate));
      const counts = Array.from({ length: 121 }, (_, second) =>
        came.slice(second, second + 60).reduce((sum, count) => sum + count, 0),
      );
      return rateForecast({ nowMs: MONDAY_MS, limit: Math.ceil(rate * 60 * 1.25), counts }).reachedAtMs;
    });
    expect(said.filter((atMs) => atMs === null).length / said.length).toBeGreaterThan(0.95);
  });
});
