import {
  type Percentiles,
  REPORT_SUMS,
  type ReportSums,
  type Timing,
  type Timings,
  type UsageReport,
} from '#lib/contract/usage-report.ts';
import { addHistogram, type Histogram, percentilesOf } from './latency.ts';

interface GroupSums {
  /** Empty: none. */
  readonly group: string;
  readonly sums: ReportSums;
}

interface PlacedTimings {
  readonly group: string;
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly firstByte: Histogram;
  readonly duration: Histogram;
}

interface TrendPoint {
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly total: number;
  /** Of each group. */
  readonly values: readonly number[];
}

export const noSums = (): ReportSums => ({
  ...{ requests: 0, promptTokens: 0, completionTokens: 0, costMicros: 0, unpriced: 0 },
  ...{ failed: 0, limited: 0, refused: 0 },
});

/** What all of these come to together. */
export function addUpSums(all: Iterable<ReportSums>): ReportSums {
  const total = noSums();
  for (const sums of all) for (const name of REPORT_SUMS) total[name] += sums[name];
  return total;
}

/** What takes these off a total again. */
export function negativeSums(sums: ReportSums): ReportSums {
  const negative = noSums();
  for (const name of REPORT_SUMS) negative[name] -= sums[name];
  return negative;
}

export interface GroupOfSums {
  readonly id: string;
  readonly sums: ReportSums;
}

export interface Groups {
  readonly groups: readonly GroupOfSums[];
  /** Those that are left out, together; `null`: none is. */
  readonly other: { readonly groups: number; readonly sums: ReportSums } | null;
}

/** Whether two come to the same, sum by sum. */
export const isSameSums = (one: ReportSums, other: ReportSums): boolean =>
  REPORT_SUMS.every((name) => one[name] === other[name]);

/** Whether the lines of a report, and its chart, come to its headline. */
export function addsUp({ totals, groups, other, metric, series }: UsageReport): boolean {
  const lines = addUpSums([...groups.map(({ sums }) => sums), ...(other === null ? [] : [other.sums])]);
  if (!isSameSums(lines, totals)) return false;
  if (metric === 'firstByte' || metric === 'duration') return true;
  const charted = series.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return charted === totals[metric];
}

/** Groups with the most of one sum, in that order, and what the others come to. */
export function rankGroups(found: readonly GroupSums[], name: keyof ReportSums, most: number): Groups {
  const all = found
    .map(({ group, sums }) => ({ id: group, sums }))
    .sort(
      (one, other) =>
        other.sums[name] - one.sums[name] || other.sums.requests - one.sums.requests || (one.id < other.id ? -1 : 1),
    );
  const left = all.slice(most);
  return {
    groups: all.slice(0, most),
    other: left.length === 0 ? null : { groups: left.length, sums: addUpSums(left.map(({ sums }) => sums)) },
  };
}

/** Groups with the most of one sum; those with nothing of it are not among them. */
export function topGroups(found: readonly GroupSums[], name: keyof ReportSums, most: number): string[] {
  return found
    .filter(({ sums }) => sums[name] > 0)
    .sort((one, other) => other.sums[name] - one.sums[name] || (one.group < other.group ? -1 : 1))
    .slice(0, most)
    .map(({ group }) => group);
}

/** The step that an instant is in: the last one that has begun. @param starts in their order */
export function stepIndex(starts: readonly number[], atMs: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= atMs) low = middle;
    else high = middle;
  }
  return low;
}

export interface ValueSeries {
  /** `null`: all that are not told apart. */
  readonly id: string | null;
  readonly values: (number | null)[];
}

/**
 * One sum over time, a line for each group; the others follow as one, where there is any of them.
 *
 * @param groups those that the points have values of, in their order
 */
export function seriesOfSums(
  points: readonly TrendPoint[],
  groups: readonly string[],
  starts: readonly number[],
): ValueSeries[] {
  const lines = groups.map(() => starts.map(() => 0));
  const others = starts.map(() => 0);
  for (const { startMs, total, values } of points) {
    const index = stepIndex(starts, startMs);
    let rest = total;
    for (const [at, value] of values.entries()) {
      const line = lines[at];
      if (line !== undefined) line[index] = (line[index] ?? 0) + value;
      rest -= value;
    }
    others[index] = (others[index] ?? 0) + rest;
  }
  const told = groups.map((id, at): ValueSeries => ({ id, values: lines[at] ?? [] }));
  return others.some((value) => value > 0) ? [...told, { id: null, values: others }] : told;
}

/** The percentiles of one duration over time, a line each. */
export function seriesOfTimings(
  placed: readonly PlacedTimings[],
  timing: Timing,
  starts: readonly number[],
): ValueSeries[] {
  const steps = starts.map((): Histogram => new Map());
  for (const one of placed) {
    const step = steps[stepIndex(starts, one.startMs)];
    if (step !== undefined) addHistogram(step, one[timing]);
  }
  const percentiles = steps.map(percentilesOf);
  return PERCENTILES.map((id) => ({ id, values: percentiles.map((of) => of?.[id] ?? null) }));
}

const PERCENTILES = ['p50', 'p95', 'p99'] as const satisfies readonly (keyof Percentiles)[];

/** The percentiles of both durations. @param of undefined: of all calls */
export function timingsIn(placed: readonly PlacedTimings[], of?: string): Timings {
  const [firstByte, duration]: [Histogram, Histogram] = [new Map(), new Map()];
  for (const one of placed) {
    if (of !== undefined && one.group !== of) continue;
    addHistogram(firstByte, one.firstByte);
    addHistogram(duration, one.duration);
  }
  return { firstByte: percentilesOf(firstByte), duration: percentilesOf(duration) };
}
