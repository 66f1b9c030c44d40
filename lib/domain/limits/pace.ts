import { type DayLevel, dayLevelOf, type Estimate, LEAST_DAY_VARIANCE } from './day-level.ts';
import { dispersionOf, LEAST_CALLS, lastChange, type Observed, sumOf } from './observed.ts';
import { dayOf, learnUsualDay, type Quarter, type UsualDay } from './usual-day.ts';

/** How fast something is being used, and what is known of the chance in it. */
export interface Pace {
  /** `recent`: no time of the day is known to differ from another. */
  readonly basis: 'usual-day' | 'recent';
  readonly usual: UsualDay;
  /** What the rest of today comes to, times the usual. */
  readonly today: Estimate;
  /** What goes on beside the usual until the day ends, in a quarter of an hour. */
  readonly beside: Estimate;
  /** What all days after it come to together, times the usual. */
  readonly later: Estimate;
  /** Of each of those days about what is common to them. */
  readonly dayVariance: number;
  /** Variance of an amount for each unit that is expected, within a day. */
  readonly dispersion: number;
  /** How many independent differences the dispersion is from. */
  readonly freedom: number;
}

/** More than so many times the usual is no busy day: something else is going on, whatever the time of the day. */
const BUSIEST = 3;

/** Chance is measured by the hour, so that bursts of minutes count as a whole; by less where there are few hours. */
const BLOCK_QUARTERS = 4;
const LEAST_BLOCKS = 8;
/** Hours differ by as much at least, a standard deviation of 3 %: none goes like a clock for ever. */
const LEAST_HOUR_VARIANCE = 0.03 ** 2;
/** Of three differences between neighbours two are independent: each shares what it is of with the next. */
const DIFFERENCE_FREEDOM = 2 / 3;

const NOTHING: Estimate = { mean: 0, variance: 0 };

/**
 * The pace that a history ends with. What is used is taken for *usual day × level of the day × chance*, as arrivals at
 * call centres are (Avramidis, Deslauriers, L'Ecuyer, "Modeling daily arrivals to a telephone call center", Management
 * Science 50, 2004). How far today's figures are believed against those of the days before is their credibility (Bühlmann,
 * Straub, "Glaubwürdigkeit für Schadensätze", Mitteilungen der Vereinigung schweizerischer Versicherungsmathematiker 70,
 * 1970).
 *
 * @param history quarters in a row, the current one last; something was used in the first
 */
export function paceOf(history: readonly Quarter[]): Pace {
  const today = dayOf(history.at(-1)?.wallQuarter ?? 0);
  const firstToday = history.findIndex(({ wallQuarter }) => dayOf(wallQuarter) === today);
  const past = history.slice(0, firstToday);
  const usual = learnUsualDay(past);
  return usual === undefined ? recentPace(history) : usualPace(usual, past, history.slice(firstToday));
}

const observe = (usual: UsualDay, quarters: readonly Quarter[]): Observed[] =>
  quarters.map(({ wallQuarter, amount, share }) => ({ amount, expected: usual.expected(wallQuarter) * share }));

const quartersIn = (quarters: readonly Quarter[]): number =>
  // A rate is that of a quarter at least: a few seconds of one would make a flood of the first call.
  Math.max(
    1,
    quarters.reduce((sum, { share }) => sum + share, 0),
  );

/** Less than a day is known, and any time is as good as another. */
function recentPace(history: readonly Quarter[]): Pace {
  const mean = history.reduce((sum, { amount }) => sum + amount, 0) / quartersIn(history);
  const usual: UsualDay = { expected: () => mean, daysKnown: () => Number.POSITIVE_INFINITY };
  const spans = observe(usual, history);
  const whole = spans.slice(0, -1);
  const size = Math.max(1, Math.min(BLOCK_QUARTERS, Math.floor(whole.length / LEAST_BLOCKS)));
  const chance = chanceIn(blocksOf(whole, size), mean);
  const stretch = history.slice(lastChange(spans, chance.dispersion));
  const expected = mean * quartersIn(stretch);
  const level = sumOf(observe(usual, stretch)).amount / expected;
  const variance = (chance.dispersion * Math.max(1, level)) / expected;
  return {
    basis: 'recent',
    usual,
    today: { mean: level, variance },
    beside: NOTHING,
    later: { mean: level, variance: variance + LEAST_DAY_VARIANCE },
    dayVariance: LEAST_DAY_VARIANCE,
    ...chance,
  };
}

function usualPace(usual: UsualDay, past: readonly Quarter[], ofToday: readonly Quarter[]): Pace {
  const pastSpans = observe(usual, past);
  const chance = chanceWithinDays(usual, past, pastSpans);
  const days = daysOf(past, pastSpans);
  const before = dayLevelOf(days, chance.dispersion);
  const spans = observe(usual, ofToday);
  // What today is compared with is the mean of so many days, and has as much chance in it as one of them has.
  const compared = chance.dispersion * (1 + 1 / usual.daysKnown(ofToday[0]?.wallQuarter ?? 0));
  const first = lastChange(spans, compared);
  const stretch = sumOf(spans.slice(first));
  const { mean, variance } = dayLevelOf(days, chance.dispersion, sumOf(spans));
  return {
    basis: 'usual-day',
    usual,
    ...(isBesideUsual(stretch, compared, before)
      ? besideUsual(stretch, quartersIn(ofToday.slice(first)), { before, dispersion: compared })
      : { today: levelToday(stretch, compared, before), beside: NOTHING }),
    later: { mean, variance },
    dayVariance: before.dayVariance,
    ...chance,
  };
}

const isBesideUsual = ({ amount, expected }: Observed, dispersion: number, before: DayLevel): boolean =>
  amount > BUSIEST * before.mean * expected && amount >= LEAST_CALLS * dispersion;

function besideUsual(
  { amount, expected }: Observed,
  quarters: number,
  { before, dispersion }: { readonly before: DayLevel; readonly dispersion: number },
): Pick<Pace, 'today' | 'beside'> {
  return {
    today: { mean: before.mean, variance: before.dayVariance + before.variance },
    beside: {
      mean: (amount - before.mean * expected) / quarters,
      variance: (dispersion * amount) / quarters ** 2,
    },
  };
}

/** @param stretch of today, since its level last changed */
function levelToday(stretch: Observed, dispersion: number, before: DayLevel): Estimate {
  const known = Math.max(before.dayVariance, LEAST_DAY_VARIANCE) + before.variance;
  if (stretch.expected === 0) return { mean: before.mean, variance: known };
  const level = stretch.amount / stretch.expected;
  const noise = (dispersion * Math.max(before.mean, level)) / stretch.expected;
  // A day that is further off than chance explains has shown how far days can be off.
  const variance = Math.max(known, (level - before.mean) ** 2 - noise);
  const credibility = variance / (variance + noise);
  return { mean: before.mean + credibility * (level - before.mean), variance: variance * (1 - credibility) };
}

/** @param perQuarter what is expected in a quarter of an hour, on the mean */
const chanceIn = (blocks: readonly Observed[], perQuarter: number): Pick<Pace, 'dispersion' | 'freedom'> => ({
  dispersion: Math.max(dispersionOf(blocks), LEAST_HOUR_VARIANCE * BLOCK_QUARTERS * perQuarter),
  freedom: Math.max(0, blocks.length - 1) * DIFFERENCE_FREEDOM,
});

/** By what the hours of the past differ from those of a usual day. */
function chanceWithinDays(usual: UsualDay, past: readonly Quarter[], spans: readonly Observed[]) {
  const { expected } = sumOf(spans);
  const perQuarter = expected / spans.length;
  const taken = past.reduce(
    (sum, { wallQuarter }) => sum + usual.expected(wallQuarter) / usual.daysKnown(wallQuarter),
    0,
  );
  // The mean of few days is near to each of them. Of one it is that day itself: then hours are compared with each other.
  const left = 1 - taken / expected;
  if (left > 0.25) {
    const { dispersion, freedom } = chanceIn(blocksOf(spans, BLOCK_QUARTERS), perQuarter);
    return { dispersion: dispersion / left, freedom };
  }
  const even = spans.map(({ amount }) => ({ amount, expected: perQuarter }));
  return chanceIn(blocksOf(even, BLOCK_QUARTERS), perQuarter);
}

/** Whole blocks of so many, the last one at the end. */
function blocksOf(spans: readonly Observed[], size: number): Observed[] {
  const blocks: Observed[] = [];
  for (let start = spans.length % size; start < spans.length; start += size) {
    blocks.push(sumOf(spans.slice(start, start + size)));
  }
  return blocks;
}

function daysOf(quarters: readonly Quarter[], spans: readonly Observed[]): Observed[] {
  const days = Map.groupBy(spans.keys(), (index) => dayOf(quarters[index]?.wallQuarter ?? 0));
  return [...days.values()].map((indices) => sumOf(indices.flatMap((index) => spans[index] ?? [])));
}
