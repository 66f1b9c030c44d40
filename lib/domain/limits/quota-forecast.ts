import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { WallClock } from '#lib/std/wall-clock.ts';
import { type Forecast, firstReach, type Point, sidesOf } from './forecast.ts';
import { type Pace, paceOf } from './pace.ts';
import { dayOf } from './usual-day.ts';
import { wallQuarters } from './wall-quarters.ts';
import type { TimeWindow } from './window.ts';

const HOUR_MS = 3_600_000;

export interface QuotaForecast extends Forecast {
  /** Tokens, or millionths of money, in an hour: the mean from now until the limit is reached, or else the window ends. */
  readonly ratePerHour: number;
  /** What that is from: the usual day and how today compares, the last hours alone, or nothing, since none was used. */
  readonly basis: Pace['basis'] | 'nothing';
}

/** How a quota is used; amounts are tokens, or millionths of money. */
export interface QuotaUse {
  readonly window: TimeWindow;
  readonly nowMs: number;
  readonly limit: number;
  /** In the window so far, calls under way included. */
  readonly used: number;
  /**
   * What was used in each quarter of an hour ({@link QUARTER_MS}), 0 where nothing was. The last one is that of now, also
   * when it has just begun. They need not begin with the window, and 28 days are enough; what was before the first use
   * counts for nothing.
   */
  readonly quarters: readonly number[];
  /** Of the zone whose days and weeks use keeps to. */
  readonly clock: WallClock;
}

/**
 * When a quota is used up at the present rate: what the rest of the window comes to is the usual of each time of the day,
 * at the level that today has, and from tomorrow on at that of the last days ({@link paceOf}). Use only grows, so that it
 * has reached a limit by an instant just when its sum until then has: the interval is where the sum's own, mean and
 * deviation, comes to what is left.
 *
 * Everything is `null` once the window is over. `latestMs` is `null` and `earliestMs` is `nowMs` as long as too little is
 * known to say anything of chance, less than three quarters of an hour.
 */
export function quotaForecast(use: QuotaUse): QuotaForecast {
  const { window, nowMs, limit, used, quarters } = use;
  const isOver = nowMs >= window.endMs;
  const left = limit - used;
  const known = quarters.findIndex((amount) => amount > 0);
  if (isOver || known === -1) {
    return { ...allAt(left <= 0 && !isOver ? nowMs : null), ratePerHour: 0, basis: 'nothing' };
  }
  const current = Math.floor(nowMs / QUARTER_MS);
  const first = current - (quarters.length - 1) + known;
  const walls = wallQuarters(use.clock, first, Math.ceil(window.endMs / QUARTER_MS) - first);
  const history = quarters.slice(known).map((amount, index) => ({
    wallQuarter: walls[index] ?? 0,
    amount,
    share: first + index === current ? nowMs / QUARTER_MS - current : 1,
  }));
  const pace = paceOf(history);
  const points = pathOf(use, pace, (quarter) => walls[quarter - first] ?? 0);
  const reachedAtMs = firstReach(points, left, 0);
  const { basis } = pace;
  if (left <= 0) return { ...allAt(nowMs), ratePerHour: rateUntil(points, window.endMs, nowMs), basis };
  const isChanceKnown = pace.freedom >= 1;
  const sides = sidesOf(pace.freedom);
  return {
    reachedAtMs,
    earliestMs: isChanceKnown ? firstReach(points, left, sides) : nowMs,
    latestMs: isChanceKnown ? firstReach(points, left, -sides) : null,
    ratePerHour: rateUntil(points, reachedAtMs ?? window.endMs, nowMs),
    basis,
  };
}

/** What comes in an hour, on the mean from now on until then. */
function rateUntil(points: readonly Point[], untilMs: number, nowMs: number): number {
  const index = points.findIndex((point) => point.atMs > nowMs && point.atMs >= untilMs);
  const [before, after] = [points[index - 1], points[index]];
  if (before === undefined || after === undefined) return 0;
  // Within a quarter of an hour the rate is one: also where the limit is reached at once.
  const atMs = before.atMs <= nowMs ? after.atMs : untilMs;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  return ((before.mean + share * (after.mean - before.mean)) * HOUR_MS) / (atMs - nowMs);
}

const allAt = (atMs: number | null): Forecast => ({ reachedAtMs: atMs, earliestMs: atMs, latestMs: atMs });

/** What will have been used from now on, by each quarter of an hour until the window ends. */
function pathOf({ window, nowMs }: QuotaUse, pace: Pace, wallOf: (quarter: number) => number): Point[] {
  const today = dayOf(wallOf(Math.floor(nowMs / QUARTER_MS)));
  let atMs = Math.max(nowMs, window.startMs);
  const points: Point[] = [{ atMs, mean: 0, deviation: 0 }];
  let mean = 0;
  let byChance = 0;
  const sums = { today: 0, quartersToday: 0, later: 0, day: 0, squaresOfDays: 0 };
  let day = today;
  while (atMs < window.endMs) {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const untilMs = Math.min((quarter + 1) * QUARTER_MS, window.endMs);
    const share = (untilMs - atMs) / QUARTER_MS;
    const wallQuarter = wallOf(quarter);
    const expected = pace.usual.expected(wallQuarter) * share;
    let added = 0;
    if (dayOf(wallQuarter) === today) {
      added = expected * pace.today.mean + share * pace.beside.mean;
      sums.today += expected;
      sums.quartersToday += share;
    } else {
      if (dayOf(wallQuarter) !== day) {
        day = dayOf(wallQuarter);
        sums.squaresOfDays += sums.day ** 2;
        sums.day = 0;
      }
      added = expected * pace.later.mean;
      sums.later += expected;
      sums.day += expected;
    }
    mean += added;
    // The usual is a mean of so many days, with as much chance in it as one of them has.
    byChance += added * (1 + 1 / pace.usual.daysKnown(wallQuarter));
    const variance =
      pace.dispersion * byChance +
      pace.today.variance * sums.today ** 2 +
      pace.beside.variance * sums.quartersToday ** 2 +
      pace.later.variance * sums.later ** 2 +
      pace.dayVariance * (sums.squaresOfDays + sums.day ** 2);
    atMs = untilMs;
    points.push({ atMs, mean, deviation: Math.sqrt(variance) });
  }
  return points;
}
