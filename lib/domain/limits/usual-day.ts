import { QUARTERS_OF_DAY } from './wall-quarters.ts';

/** A quarter of an hour of the past. */
export interface Quarter {
  /** Its number by the wall clock. */
  readonly wallQuarter: number;
  readonly amount: number;
  /** How much of it is over: less than 1 for the current one alone. */
  readonly share: number;
}

/** What is used in each quarter of an hour of a usual day, by its number on the wall clock. */
export interface UsualDay {
  /** The mean of those at this time of the day that are known. */
  readonly expected: (wallQuarter: number) => number;
  /** How many that is the mean of, at least. */
  readonly daysKnown: (wallQuarter: number) => number;
}

export const dayOf = (wallQuarter: number): number => Math.floor(wallQuarter / QUARTERS_OF_DAY);

/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;
const isWeekend = ({ wallQuarter }: Pick<Quarter, 'wallQuarter'>): boolean =>
  [0, 6].includes((dayOf(wallQuarter) + FIRST_WEEKDAY) % 7);

/** Fewer of each differ by chance as well as by habit. */
const LEAST_DAYS_OF_KIND = 2;

/**
 * The shape of the day, and of the week where enough of it is known: weekends have a shape of their own once each time of
 * the day was seen on two of their days and on two others.
 *
 * @returns undefined as long as there is a time of the day that is not known
 */
export function learnUsualDay(quarters: readonly Quarter[]): UsualDay | undefined {
  const least = (LEAST_SHARE * quarters.reduce((sum, { amount }) => sum + amount, 0)) / quarters.length;
  const every = shapeOf(quarters, least);
  if (every.days === 0) return undefined;
  const onWeekends = quarters.filter(isWeekend);
  const onOthers = quarters.filter((quarter) => !isWeekend(quarter));
  const [weekend, weekday] = [shapeOf(onWeekends, least), shapeOf(onOthers, least)];
  const isWeekKnown = Math.min(weekday.days, weekend.days) >= LEAST_DAYS_OF_KIND;
  const shapeAt = (wallQuarter: number) => {
    if (!isWeekKnown) return every;
    return isWeekend({ wallQuarter }) ? weekend : weekday;
  };
  return {
    expected: (wallQuarter) => shapeAt(wallQuarter).means[slotOf(wallQuarter)] ?? 0,
    daysKnown: (wallQuarter) => shapeAt(wallQuarter).days,
  };
}

const slotOf = (wallQuarter: number): number => wallQuarter - dayOf(wallQuarter) * QUARTERS_OF_DAY;

/** No use is quite unexpected: at any time there may be this part of the mean of all times. */
const LEAST_SHARE = 1e-5;

function shapeOf(quarters: readonly Quarter[], least: number) {
  const sums = new Array<number>(QUARTERS_OF_DAY).fill(0);
  const seen = new Array<number>(QUARTERS_OF_DAY).fill(0);
  for (const { wallQuarter, amount } of quarters) {
    const slot = slotOf(wallQuarter);
    sums[slot] = (sums[slot] ?? 0) + amount;
    seen[slot] = (seen[slot] ?? 0) + 1;
  }
  return {
    days: Math.min(...seen),
    means: sums.map((sum, slot) => Math.max(least, sum / (seen[slot] ?? 1))),
  };
}
