import { type AlertMetric, MAX_MIN_CALLS, THRESHOLDS } from '#lib/contract/alerts.ts';
import { type DecimalProblem, readDecimal, writeDecimal } from '#lib/std/decimal.ts';

/** Thresholds as people write them: per cent, seconds, whole units of the currency. */

/** Digits behind the point. */
const DECIMALS = { limit_share: 1, error_rate: 1, latency_p95: 3, spend_day: 6 } as const;

/** Of the unit of the metric, so many units of the last digit: of a per cent ten, of a millisecond one. */
const STEPS = { limit_share: 10, error_rate: 10, latency_p95: 1, spend_day: 1 } as const;

export type ThresholdProblem = DecimalProblem | 'empty' | 'tooSmall' | 'tooLarge';

/** @returns in the metric's unit */
export function readThreshold(text: string, metric: AlertMetric): number | ThresholdProblem {
  const read = readDecimal(text, DECIMALS[metric]);
  if (read === null) return 'empty';
  if (typeof read !== 'number') return read;
  const value = read / STEPS[metric];
  const { min, max } = THRESHOLDS[metric];
  if (value > max) return 'tooLarge';
  return value < min ? 'tooSmall' : value;
}

/** @param value in the metric's unit */
export const writeThreshold = (value: number, metric: AlertMetric): string =>
  writeDecimal(Math.round(value * STEPS[metric]), DECIMALS[metric]);

/** The least and the most that may be written. */
export const writtenRange = (metric: AlertMetric) => ({
  min: writeThreshold(THRESHOLDS[metric].min, metric),
  max: writeThreshold(THRESHOLDS[metric].max, metric),
});

/** How many calls there have to be. */
export function readMinCalls(text: string): number | ThresholdProblem {
  const read = readDecimal(text, 0);
  if (read === null) return 'empty';
  if (typeof read !== 'number') return read;
  if (read > MAX_MIN_CALLS) return 'tooLarge';
  return read < 1 ? 'tooSmall' : read;
}
