import { SIGNIFICANT } from './observed.ts';

/** How many came in some seconds; now is 0, and the past is below it. */
export interface Interval {
  readonly fromS: number;
  readonly toS: number;
  readonly count: number;
}

/** A rate that stays as it is, or goes on rising or falling. */
export interface Trend {
  /** Since when it has done so. */
  readonly sinceS: number;
  /** How many come a second, at a time from now on. */
  readonly rateAt: (atS: number) => number;
  /** Of how many are expected from one time to another, since the rate itself was estimated. */
  readonly variance: (fromS: number, toS: number) => number;
  /** Variance of how many come by their mean. */
  readonly dispersion: number;
}

/** A rate changes by a step, or begins to rise or to fall. */
interface Change {
  readonly shape: 'step' | 'ramp';
  readonly sinceS: number;
}

interface SeenChange extends Change {
  /** How far it stands out from chance, in standard deviations. */
  readonly clearness: number;
}

/** A change is one after so long. */
const LEAST_SECONDS = 5;
/** As many make a rate, beside those of one second: they may have been sent together. */
const LEAST_REQUESTS = 3;

/**
 * The rate that intervals end with. Of all lines that are level up to a point, and from there on higher, lower or sloping,
 * the one that explains most is taken if it explains more than chance does: least squares in two phases (Hinkley,
 * "Inference about the intersection in two-phase regression", Biometrika 56, 1969). What follows a step is looked at by
 * itself.
 *
 * @param intervals without gaps, up to now
 * @param dispersion variance of how many come by their mean, as far as it is known beforehand
 */
export function trendOf(intervals: readonly Interval[], dispersion: number): Trend {
  let rest = intervals;
  for (;;) {
    const step = clearestChange(rest, 'step', dispersion);
    const ramp = clearestChange(rest, 'ramp', dispersion);
    const change = (step?.clearness ?? 0) > (ramp?.clearness ?? 0) ? step : ramp;
    if (change === undefined) return fitted(rest, undefined);
    const since = rest.filter(({ fromS }) => fromS >= change.sinceS);
    if (change === ramp && !hasSteps(since, change, dispersion)) return fitted(rest, change);
    rest = since;
  }
}

/** By so many standard deviations a step has to explain more than a slope. */
const STEP_BEFORE_SLOPE = 2;

/** What looks like a slope may be several steps; one of them then explains more than it does. */
function hasSteps(since: readonly Interval[], slope: Change, dispersion: number): boolean {
  const step = clearestChange(since, 'step', dispersion);
  return (step?.clearness ?? 0) ** 2 >= clearnessOf(since, slope, dispersion) ** 2 + STEP_BEFORE_SLOPE ** 2;
}

function clearestChange(intervals: readonly Interval[], shape: Change['shape'], dispersion: number) {
  let clearest: SeenChange | undefined;
  for (const sinceS of beginningsIn(intervals)) {
    // What is higher from the beginning on is level.
    if (shape === 'step' && sinceS === intervals[0]?.fromS) continue;
    const clearness = clearnessOf(intervals, { shape, sinceS }, dispersion);
    if (clearness > (clearest?.clearness ?? SIGNIFICANT)) clearest = { shape, sinceS, clearness };
  }
  return clearest;
}

function clearnessOf(intervals: readonly Interval[], change: Change, dispersion: number): number {
  const { rate, changes, products } = momentsOf(intervals, change);
  return Math.abs(products) / Math.sqrt(changes * dispersion * rate);
}

/** Since when enough came, or should have, to speak of a rate. */
function beginningsIn(intervals: readonly Interval[]): number[] {
  const { rate } = momentsOf(intervals, undefined);
  let came = 0;
  let most = 0;
  return intervals.toReversed().flatMap(({ fromS, count }) => {
    came += count;
    most = Math.max(most, count);
    const isRate = Math.max(came - most, rate * -fromS) >= LEAST_REQUESTS;
    return isRate && fromS <= -LEAST_SECONDS ? [fromS] : [];
  });
}

/** The integral of a change of height 1, or of 1 a second, until a time. */
const integralOf = (change: Change | undefined, atS: number): number => {
  if (change === undefined || atS <= change.sinceS) return 0;
  const seconds = atS - change.sinceS;
  return change.shape === 'step' ? seconds : seconds ** 2 / 2;
};

/** Means, and squares and products about them, each second with the same weight. */
function momentsOf(intervals: readonly Interval[], change: Change | undefined) {
  let seconds = 0;
  let counts = 0;
  let integral = 0;
  const squares = { counts: 0, changes: 0, products: 0 };
  for (const { fromS, toS, count } of intervals) {
    const length = toS - fromS;
    const changed = integralOf(change, toS) - integralOf(change, fromS);
    seconds += length;
    counts += count;
    integral += changed;
    squares.counts += count ** 2 / length;
    squares.changes += changed ** 2 / length;
    squares.products += (changed * count) / length;
  }
  return {
    seconds,
    rate: counts / seconds,
    meanChange: integral / seconds,
    counts: squares.counts - counts ** 2 / seconds,
    changes: squares.changes - integral ** 2 / seconds,
    products: squares.products - (integral * counts) / seconds,
  };
}

/** A level line, or one that bends at a change. */
function fitted(intervals: readonly Interval[], bend: Change | undefined): Trend {
  const { seconds, rate, meanChange, counts, changes, products } = momentsOf(intervals, bend);
  const slope = bend === undefined ? 0 : products / changes;
  const sinceS = bend?.sinceS ?? intervals[0]?.fromS ?? 0;
  const rateAt = (atS: number) =>
    // What has been rising for so long is taken to go on for as long again.
    Math.max(0, rate + slope * (Math.min(atS, -sinceS) - sinceS - meanChange));
  const parameters = bend === undefined ? 1 : 3;
  const left = (counts - slope * products) / Math.max(1, intervals.length - parameters);
  const dispersion = rate === 0 ? 1 : Math.max(1, left / rate);
  return {
    sinceS,
    rateAt,
    dispersion,
    variance: (fromS, toS) => {
      const length = toS - fromS;
      if (bend === undefined) return (dispersion * rate * length ** 2) / seconds;
      // Where it bends was estimated too: what is known of the slope is from what follows alone.
      const distance = (fromS + toS - sinceS) / 2;
      return dispersion * rateAt(0) * length ** 2 * (1 / -sinceS + (12 * distance ** 2) / (-sinceS) ** 3);
    },
  };
}
