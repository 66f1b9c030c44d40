import type { Grouping, ReportSum, ReportSums, UsageFilter } from '#lib/contract/usage-report.ts';
import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
import type { LedgerEntry, LedgerRow } from '#lib/domain/usage/call.ts';
import type { CallMatch } from '#lib/domain/usage/call-filter.ts';
import type { Histogram } from '#lib/domain/usage/latency.ts';
import type { SpanStarts } from '#lib/domain/usage/spans.ts';

/** Which calls count. */
export interface CallFilter extends UsageFilter {
  /** Calls of the sandbox cost nothing, and stay out unless they are asked for. */
  readonly withSandbox: boolean;
}

interface GroupQuery {
  readonly filter: CallFilter;
  /** Undefined: all calls together. */
  readonly by?: Grouping | undefined;
}

export interface UnitsQuery extends GroupQuery {
  readonly units: SpanStarts;
  /** Each unit by itself, or all of them together. */
  readonly stepped: boolean;
}

/** One sum over time, of all calls and of some groups of them. */
export interface Trended {
  readonly filter: CallFilter;
  readonly metric: ReportSum;
  readonly by: Grouping;
  readonly groups: readonly string[];
}

export interface TrendQuery extends Trended {
  readonly units: SpanStarts;
}

export interface RowsTrendQuery extends Trended, TimeWindow {
  /** Each stretch of this length by itself, counted from 1970. */
  readonly stepMs: number;
}

export interface TrendPoint {
  /** The beginning of its unit, in Unix milliseconds. */
  readonly startMs: number;
  readonly total: number;
  /** Of each group, in the order in which they were asked for. */
  readonly values: readonly number[];
}

export interface RowsQuery extends GroupQuery, TimeWindow {
  /** Each stretch of this length by itself, counted from 1970; undefined: all of them together. */
  readonly stepMs?: number | undefined;
}

export interface GroupSums {
  /** Empty: none, as of calls without a key, or of all calls together. */
  readonly group: string;
  /** The beginning of its unit, in Unix milliseconds; 0: of all of them. */
  readonly startMs: number;
  readonly sums: ReportSums;
}

/** Durations of calls that were answered well. */
export interface PlacedTimings {
  /** As of sums. */
  readonly group: string;
  /** The beginning of its unit, in Unix milliseconds; 0: of all of them. */
  readonly startMs: number;
  /** Of streamed answers. */
  readonly firstByte: Histogram;
  readonly duration: Histogram;
}

/** Where a page of calls ends. */
export interface CallCursor {
  readonly startedAtMs: number;
  /** Empty: before all calls of that millisecond. */
  readonly requestId: string;
}

/** Which single calls are wanted. */
export interface CallLogFilter extends CallMatch {
  /** Unix milliseconds: from this instant on, and before that one. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** Only calls before this one. */
  readonly before?: CallCursor | undefined;
  readonly limit: number;
}

export interface CallLogPage {
  /** The newest first: no more than were asked for. */
  readonly calls: readonly LedgerRow[];
  /** They are fewer, and how far back was looked for them; `null`: they are enough, or there are no others. */
  readonly lookedTo: CallCursor | null;
}

/**
 * What calls came to. Sums by the quarter of an hour are written with the calls; those of whole hours and days, and how
 * long calls took, are made of them once nothing more is to come.
 *
 * Everything throws ApiError 503 `storage_unavailable` while the database cannot be asked.
 */
export interface UsageStore {
  /** Until when sums of whole hours and of whole days are there: Unix milliseconds. */
  rolledUntil(): Promise<RolledUntil>;
  /** From the sums. */
  sums(query: UnitsQuery): Promise<GroupSums[]>;
  /** The same from the calls themselves: what takes long, and needs no sums. */
  callSums(query: RowsQuery): Promise<GroupSums[]>;
  trend(query: TrendQuery): Promise<TrendPoint[]>;
  callTrend(query: RowsTrendQuery): Promise<TrendPoint[]>;
  /** From what is kept of whole hours and days. */
  timings(query: UnitsQuery): Promise<PlacedTimings[]>;
  /** From the calls themselves. */
  callTimings(query: RowsQuery): Promise<PlacedTimings[]>;
  /** Single calls, the newest first: bounded work, however rare they are. */
  calls(filter: CallLogFilter): Promise<CallLogPage>;
  /** All that the books have of one call. */
  call(requestId: string): Promise<LedgerEntry | undefined>;
  /**
   * Makes the sums of hours and days that have ended, and of those that another process made of fewer calls.
   *
   * @param nowMs Unix milliseconds
   */
  rollUp(nowMs: number): Promise<void>;
}

export interface RolledUntil {
  readonly hourMs: number;
  readonly dayMs: number;
}

export interface UsageStoreOptions {
  /** Of the days that sums are kept by. */
  readonly calendar: Calendar;
  /** Its name: where it is another one than that of the kept days, these are made anew. */
  readonly timeZone: string;
}
