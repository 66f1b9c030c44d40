import {
  type Percentiles,
  REPORT_SUMS,
  type ReportSums,
  type Timing,
  type Timings,
} from '#lib/contract/usage-report.ts';
import { addHistogram, type Histogram, percentilesOf } from './latency.ts';

/** What calls have in common. */
interface Placed {
  /** `null`: one that is not told apart. */
  readonly group: string | null;
  /** Unix milliseconds. */
  readonly startMs: number;
}

interface PlacedSums extends Placed {
  readonly sums: ReportSums;
}

interface PlacedTimings extends Placed {
  readonly firstByte: Histogram;
  readonly duration: Histogram;
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

export interface GroupOfSums {
  readonly id: string;
  readonly sums: ReportSums;
}

export interface Groups {
  readonly groups: readonly GroupOfSums[];
  /** Those that are left out, together; `null`: none is. */
  readonly other: { readonly groups: number; readonly sums: ReportSums } | null;
}

/** Groups with the most requests, in that order, and what the others come to. */
export function rankGroups(placed: readonly PlacedSums[], most: number): Groups {
  const all = placed
    .map(({ group, sums }) => ({ id: group ?? '', sums }))
    .sort((one, other) => other.sums.requests - one.sums.requests || (one.id < other.id ? -1 : 1));
  const left = all.slice(most);
  return {
    groups: all.slice(0, most),
    other: left.length === 0 ? null : { groups: left.length, sums: addUpSums(left.map(({ sums }) => sums)) },
  };
}

/** Ids of the groups with the most of one sum; those with nothing of it are not among them. */
export function topGroups(placed: readonly PlacedSums[], name: keyof ReportSums, most: number): string[] {
  return placed
    .filter(({ sums }) => sums[name] > 0)
    .sort((one, other) => other.sums[name] - one.sums[name] || ((one.group ?? '') < (other.group ?? '') ? -1 : 1))
    .slice(0, most)
    .map(({ group }) => group ?? '');
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
 * One sum over time, a line for each group.
 *
 * @param groups those told apart, in the order of the lines; the others follow as one, where there is any of them
 */
export function seriesOfSums(
  placed: readonly PlacedSums[],
  name: keyof ReportSums,
  { starts, groups }: { readonly starts: readonly number[]; readonly groups: readonly string[] },
): ValueSeries[] {
  const blank = () => starts.map(() => 0);
  const lines = new Map<string | null, number[]>(groups.map((id) => [id, blank()]));
  const others = blank();
  let hasOthers = false;
  for (const { group, startMs, sums } of placed) {
    const line = group === null ? undefined : lines.get(group);
    const index = stepIndex(starts, startMs);
    const values = line ?? others;
    values[index] = (values[index] ?? 0) + sums[name];
    hasOthers ||= line === undefined && sums[name] > 0;
  }
  if (hasOthers) lines.set(null, others);
  return [...lines].map(([id, values]) => ({ id, values }));
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
