import type { ReportRange, ReportStep } from '#lib/contract/usage-report.ts';
import { type Calendar, createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';
import { MINUTE_MS, QUARTER_MS } from './rollup.ts';
import { HOUR_MS } from './spans.ts';

const STEP_MS = { minute: MINUTE_MS, quarter: QUARTER_MS, hour: HOUR_MS } as const satisfies Partial<
  Record<ReportStep, number>
>;

/** A stretch that ends now. */
type NamedRange = Exclude<ReportRange, 'custom'>;

const DAYS = { '7d': 7, '30d': 30 } as const satisfies Partial<Record<NamedRange, number>>;

/** A stretch of time, and the one that it is compared with. */
export interface Period extends TimeWindow {
  /** As long, and in the same way part of its days, just before it. */
  readonly previous: TimeWindow;
}

/**
 * The stretch that a range means now. Days are whole days of the zone, today as far as it has come; compared is the same
 * stretch so many days earlier, up to the same time of day, so that a morning is not held against a whole day.
 *
 * @param nowMs Unix milliseconds
 * @param zone IANA name
 * @throws RangeError for a zone that does not exist
 */
export function periodOf(range: NamedRange, nowMs: number, zone: string): Period {
  if (range === '1h' || range === '24h') {
    const stepMs = range === '1h' ? MINUTE_MS : QUARTER_MS;
    const lengthMs = range === '1h' ? HOUR_MS : 24 * HOUR_MS;
    const endMs = Math.floor(nowMs / stepMs) * stepMs + stepMs;
    return { startMs: endMs - lengthMs, endMs, previous: { startMs: endMs - 2 * lengthMs, endMs: endMs - lengthMs } };
  }
  const calendar = createCalendar(zone);
  const endMs = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS + QUARTER_MS;
  const startMs = daysBefore(calendar('day', nowMs).startMs, DAYS[range] - 1, calendar);
  const beforeMs = daysBefore(startMs, DAYS[range], calendar);
  const todayBeforeMs = daysBefore(calendar('day', nowMs).startMs, DAYS[range], calendar);
  // A day that is compared may be shorter than today.
  const previousEndMs = Math.min(todayBeforeMs + (endMs - calendar('day', nowMs).startMs), startMs);
  return { startMs, endMs, previous: { startMs: beforeMs, endMs: previousEndMs } };
}

/** @param midnightMs the beginning of a day @returns that of the day so many days earlier */
function daysBefore(midnightMs: number, days: number, calendar: Calendar): number {
  let atMs = midnightMs;
  for (let day = 0; day < days; day++) atMs = calendar('day', atMs - 1).startMs;
  return atMs;
}

/** A stretch that was chosen by hand, widened to whole quarters of an hour; compared is as long a one before it. */
export function customPeriod({ startMs, endMs }: TimeWindow): Period {
  const start = Math.floor(startMs / QUARTER_MS) * QUARTER_MS;
  const end = Math.max(Math.ceil(endMs / QUARTER_MS) * QUARTER_MS, start + QUARTER_MS);
  return { startMs: start, endMs: end, previous: { startMs: start - (end - start), endMs: start } };
}

/** More would be a bar to a pixel. */
const MAX_STEPS = 200;

/** The finest step of which a stretch has not too many to be seen. */
export function stepOf({ startMs, endMs }: TimeWindow): ReportStep {
  const lengthMs = endMs - startMs;
  if (lengthMs <= HOUR_MS) return 'minute';
  if (lengthMs <= 25 * HOUR_MS) return 'quarter';
  return lengthMs / HOUR_MS <= MAX_STEPS ? 'hour' : 'day';
}

/**
 * Where each step begins: the first at the beginning of the stretch, the others on the clock of the zone. A day has 23 or
 * 25 hours where the zone's clock changes on it; an hour is always 60 minutes.
 *
 * @throws RangeError for a zone that does not exist
 */
export function stepStarts({ startMs, endMs }: TimeWindow, step: ReportStep, zone: string): number[] {
  const calendar = createCalendar(zone);
  const starts = [startMs];
  for (let atMs = nextStart(startMs, step, calendar); atMs < endMs; atMs = nextStart(atMs, step, calendar)) {
    starts.push(atMs);
  }
  return starts;
}

function nextStart(atMs: number, step: ReportStep, calendar: Calendar): number {
  const day = calendar('day', atMs);
  if (step === 'day') return day.endMs;
  const lengthMs = STEP_MS[step];
  // The clock's hours count from midnight: in India they begin on the half hour of Greenwich.
  const next = day.startMs + (Math.floor((atMs - day.startMs) / lengthMs) + 1) * lengthMs;
  return Math.min(next, day.endMs);
}
