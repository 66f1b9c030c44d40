import type { Grouping, ReportRange, ReportStep } from '#lib/contract/usage-report.ts';
import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
import { negativeHistogram } from '#lib/domain/usage/latency.ts';
import { stepOf, stepStarts } from '#lib/domain/usage/period.ts';
import { addUpSums, negativeSums } from '#lib/domain/usage/report.ts';
import { MINUTE_MS, QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { type SpanStarts, spansOf } from '#lib/domain/usage/spans.ts';
import { type StepSpans, stepSpansOf } from '#lib/domain/usage/step-spans.ts';
import type {
  CallFilter,
  GroupSums,
  PlacedTimings,
  TrendPoint,
  TrendQuery,
  UsageStore,
} from '#lib/server/storage/usage.ts';

/** Whose figures are wanted. */
export interface Stretch extends TimeWindow {
  readonly range: ReportRange;
  readonly filter: CallFilter;
  /** IANA name; whose days and hours are the steps. */
  readonly zone: string;
  /** The finest step of use. */
  readonly finest?: ReportStep;
}

interface Asked {
  /** Undefined: all calls together. */
  readonly by?: Grouping;
}

type AskedTrend = Pick<TrendQuery, 'metric' | 'by' | 'groups'>;

/** The figures of one stretch of time, from wherever they are read fastest. */
export interface StretchFigures {
  readonly step: ReportStep;
  /** Where each step begins, in Unix milliseconds. */
  readonly starts: readonly number[];
  /** Of the whole stretch. */
  sums(asked: Asked): Promise<GroupSums[]>;
  timings(asked: Asked): Promise<PlacedTimings[]>;
  /** Over time: no point is in two steps. */
  trend(asked: AskedTrend): Promise<TrendPoint[]>;
  sumsOverTime(asked: Asked): Promise<GroupSums[]>;
  timingsOverTime(asked: Asked): Promise<PlacedTimings[]>;
}

export interface FigureDeps {
  readonly usage: UsageStore;
  /** Of the days that sums are kept by. */
  readonly calendar: Calendar;
}

/** An hour is shown by the minute where it has no more calls than this: they are read one by one. */
const MAX_READ_CALLS = 200_000;

/** @throws ApiError 503 `storage_unavailable` */
export async function figuresOf(stretch: Stretch, deps: FigureDeps): Promise<StretchFigures> {
  if (stretch.range === '1h' && (await isReadable(stretch, deps))) return fromCalls(stretch, deps);
  return await fromSums(onQuarters(stretch), deps);
}

async function isReadable(stretch: Stretch, deps: FigureDeps): Promise<boolean> {
  const { filter } = stretch;
  const sums = await deps.usage.sums({ units: await unitsOf([onQuarters(stretch)], deps), stepped: false, filter });
  return addUpSums(sums.map((one) => one.sums)).requests <= MAX_READ_CALLS;
}

const onQuarters = <Some extends TimeWindow>(stretch: Some): Some => ({
  ...stretch,
  startMs: Math.floor(stretch.startMs / QUARTER_MS) * QUARTER_MS,
  endMs: Math.ceil(stretch.endMs / QUARTER_MS) * QUARTER_MS,
});

async function unitsOf(stretches: readonly TimeWindow[], deps: FigureDeps): Promise<SpanStarts> {
  return spansOf(stretches, await spansOptions(deps));
}

async function spansOptions({ usage, calendar }: FigureDeps) {
  const { hourMs, dayMs } = await usage.rolledUntil();
  return { calendar, untilMs: { hour: hourMs, day: dayMs } };
}

function fromCalls({ startMs, endMs, filter, zone }: Stretch, { usage }: FigureDeps): StretchFigures {
  const all = { startMs, endMs, filter };
  const byMinute = { ...all, stepMs: MINUTE_MS };
  return {
    step: 'minute',
    starts: stepStarts({ startMs, endMs }, 'minute', zone),
    sums: (asked) => usage.callSums({ ...all, ...asked }),
    timings: (asked) => usage.callTimings({ ...all, ...asked }),
    trend: (asked) => usage.callTrend({ ...byMinute, ...asked }),
    sumsOverTime: (asked) => usage.callSums({ ...byMinute, ...asked }),
    timingsOverTime: (asked) => usage.callTimings({ ...byMinute, ...asked }),
  };
}

async function fromSums(stretch: Stretch, deps: FigureDeps): Promise<StretchFigures> {
  const { startMs, endMs, filter, zone, finest } = stretch;
  const { usage } = deps;
  const step = coarser(stepOf(stretch), finest);
  const starts = stepStarts(stretch, step, zone);
  const options = await spansOptions(deps);
  const whole = spansOf([{ startMs, endMs }], options);
  const steps = stepSpansOf(starts, endMs, options);
  const timings = async (units: SpanStarts, asked: Asked & { readonly stepped: boolean }): Promise<PlacedTimings[]> => {
    const open = together(units.quarter);
    const { stepped, ...groups } = asked;
    const stepMs = stepped ? QUARTER_MS : undefined;
    const found = await Promise.all([
      usage.timings({ units, filter, ...asked }),
      ...open.map((some) => usage.callTimings({ ...some, filter, stepMs, ...groups })),
    ]);
    return found.flat();
  };
  return {
    step,
    starts,
    sums: (asked) => usage.sums({ units: whole, stepped: false, filter, ...asked }),
    timings: (asked) => timings(whole, { ...asked, stepped: false }),
    trend: (asked) => inSteps(steps, (units) => usage.trend({ units, filter, ...asked }), minusPoint),
    sumsOverTime: (asked) =>
      inSteps(steps, (units) => usage.sums({ units, stepped: true, filter, ...asked }), minusSums),
    timingsOverTime: (asked) => inSteps(steps, (units) => timings(units, { ...asked, stepped: true }), minusTimings),
  };
}

/** Reads what the spans come to, each placed in the step that it counts in. @param minus what takes a part off again */
async function inSteps<Part extends { readonly startMs: number }>(
  { units, homes, taken }: StepSpans,
  read: (units: SpanStarts) => Promise<Part[]>,
  minus: (part: Part) => Part,
): Promise<Part[]> {
  const { day, ...parts } = units;
  const [ofDays, ofParts] = await Promise.all([read({ day, hour: [], quarter: [] }), read({ day: [], ...parts })]);
  return [
    ...ofDays.map((one) => ({ ...one, startMs: homes.get(one.startMs) ?? one.startMs })),
    ...ofParts,
    ...ofParts.flatMap((one) => {
      const homeMs = taken.get(one.startMs);
      return homeMs === undefined ? [] : [{ ...minus(one), startMs: homeMs }];
    }),
  ];
}

const minusPoint = (point: TrendPoint): TrendPoint => ({
  ...point,
  total: -point.total,
  values: point.values.map((value) => -value),
});

const minusSums = (one: GroupSums): GroupSums => ({ ...one, sums: negativeSums(one.sums) });

const minusTimings = (one: PlacedTimings): PlacedTimings => ({
  ...one,
  firstByte: negativeHistogram(one.firstByte),
  duration: negativeHistogram(one.duration),
});

const ORDER: readonly ReportStep[] = ['minute', 'quarter', 'hour', 'day'];

const coarser = (step: ReportStep, finest: ReportStep = 'minute'): ReportStep =>
  ORDER.indexOf(step) < ORDER.indexOf(finest) ? finest : step;

/** Quarters that follow each other, as one stretch. @param starts in their order */
function together(starts: readonly number[]): TimeWindow[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  for (const startMs of starts) {
    const last = stretches.at(-1);
    if (last?.endMs === startMs) last.endMs += QUARTER_MS;
    else stretches.push({ startMs, endMs: startMs + QUARTER_MS });
  }
  return stretches;
}
