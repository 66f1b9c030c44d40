import { dispersionOf, lastChange, type Observed, sumOf } from './observed.ts';

/** A figure that was estimated, with the variance of that. */
export interface Estimate {
  readonly mean: number;
  readonly variance: number;
}

/** What days have in common, times the usual, and the variance of each of them about that. */
export interface DayLevel extends Estimate {
  readonly dayVariance: number;
}

/**
 * Days are taken to differ by this at least, a standard deviation of a quarter, however alike the last ones were: they may
 * have been alike by chance, and it is the next one that is asked about.
 */
export const LEAST_DAY_VARIANCE = 0.25 ** 2;
/** What is thought of days before any is known counts as much as so many of them. */
const PRIOR_DAYS = 2;

/**
 * The level of days since it last changed.
 *
 * @param dispersion the chance within days, variance for each unit that is expected
 * @param today as far as it is over. It counts among the days, and is no change by itself
 */
export function dayLevelOf(days: readonly Observed[], dispersion: number, today?: Observed): DayLevel {
  const perDay = sumOf(days).expected / days.length;
  const alike = days.slice(lastChange(days, Math.max(dispersionOf(days), LEAST_DAY_VARIANCE * perDay)));
  const { mean, expected, equalDays } = weigh(alike);
  const differences = alike.length - 1;
  const scatter = alike.reduce((sum, day) => sum + day.expected * (day.amount / day.expected - mean) ** 2, 0);
  const byChance = differences * dispersion * mean;
  // Bühlmann and Straub's estimate, free of bias. Where chance explains more than all there is, it is none.
  const between = differences === 0 ? 0 : Math.max(0, (scatter - byChance) / (expected * (1 - 1 / equalDays)));
  const dayVariance = (differences * between + PRIOR_DAYS * LEAST_DAY_VARIANCE) / (differences + PRIOR_DAYS);
  const all = weigh(today === undefined ? alike : [...alike, today]);
  return {
    mean: all.mean,
    variance: dayVariance / all.equalDays + (dispersion * all.mean) / all.expected,
    dayVariance,
  };
}

/** Days weigh as much as is expected of them: their mean level, and how many equal ones would be as sure. */
function weigh(days: readonly Observed[]) {
  const { amount, expected } = sumOf(days);
  const squares = days.reduce((sum, day) => sum + day.expected ** 2, 0);
  return { mean: amount / expected, expected, equalDays: expected ** 2 / squares };
}
