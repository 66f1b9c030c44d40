import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
import { QUARTER_MS } from './rollup.ts';

/** The spans of time that sums are kept by, the longest first; a day is the gateway’s own, midnight to midnight. */
export const SPANS = ['day', 'hour', 'quarter'] as const;
export type Span = (typeof SPANS)[number];

/** Those whose sums are made of the quarters’. */
export const LONG_SPANS = ['day', 'hour'] as const satisfies readonly Span[];
export type LongSpan = (typeof LONG_SPANS)[number];

export const HOUR_MS = 4 * QUARTER_MS;

/** Where whole spans begin, in Unix milliseconds. */
export type SpanStarts = Readonly<Record<Span, readonly number[]>>;

export interface SpansOptions {
  /** Of the kept days. */
  readonly calendar: Calendar;
  /** Up to when there are sums of whole hours, and of whole days; Unix milliseconds. */
  readonly untilMs: { readonly hour: number; readonly day: number };
}

/**
 * Cuts stretches of time into as few whole spans as there are sums of: what is added up over these is what came to pass
 * in the stretches, to the digit, and no span is part of two of them.
 *
 * @param stretches each with both ends on a quarter of an hour
 */
export function spansOf(stretches: Iterable<TimeWindow>, options: SpansOptions): SpanStarts {
  const starts: Record<Span, number[]> = { day: [], hour: [], quarter: [] };
  for (const { startMs, endMs } of stretches) {
    for (let atMs = startMs; atMs < endMs; ) {
      const span = longestAt(atMs, endMs, options);
      starts[span].push(atMs);
      atMs = endOfSpan(span, atMs, options.calendar);
    }
  }
  return starts;
}

function longestAt(atMs: number, endMs: number, { calendar, untilMs }: SpansOptions): Span {
  if (atMs % QUARTER_MS !== 0) throw new RangeError('Not on a quarter of an hour');
  const day = calendar('day', atMs);
  if (day.startMs === atMs && day.endMs <= Math.min(endMs, untilMs.day)) return 'day';
  return atMs % HOUR_MS === 0 && atMs + HOUR_MS <= Math.min(endMs, untilMs.hour) ? 'hour' : 'quarter';
}

/** The end of the span that begins at an instant. */
export function endOfSpan(span: Span, atMs: number, calendar: Calendar): number {
  if (span === 'day') return calendar('day', atMs).endMs;
  return atMs + (span === 'hour' ? HOUR_MS : QUARTER_MS);
}

/** The beginning of the span that an instant is in. */
export function startOfSpan(span: Span, atMs: number, calendar: Calendar): number {
  if (span === 'day') return calendar('day', atMs).startMs;
  const lengthMs = span === 'hour' ? HOUR_MS : QUARTER_MS;
  return Math.floor(atMs / lengthMs) * lengthMs;
}
