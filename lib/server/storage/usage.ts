import type { Grouping, ReportSums, UsageFilter } from '#lib/contract/usage-report.ts';
import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
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
  /** Those told apart, all others together; undefined: every one. */
  readonly only?: readonly string[] | undefined;
}

export interface UnitsQuery extends GroupQuery {
  readonly units: SpanStarts;
  /** Each unit by itself, or all of them together. */
  readonly stepped: boolean;
}

export interface RowsQuery extends GroupQuery, TimeWindow {
  /** Each stretch of this length by itself, counted from 1970; undefined: all of them together. */
  readonly stepMs?: number | undefined;
}

/** What calls have in common: a group and a time. */
export interface Place {
  /** `null`: one that is not told apart; empty: none, as of a call without a key. */
  readonly group: string | null;
  /** The beginning of its unit, in Unix milliseconds; 0: of all of them. */
  readonly startMs: number;
}

export interface PlacedSums extends Place {
  readonly sums: ReportSums;
}

/** Durations of calls that were answered well. */
export interface PlacedTimings extends Place {
  /** Of streamed answers. */
  readonly firstByte: Histogram;
  readonly duration: Histogram;
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
  sums(query: UnitsQuery): Promise<PlacedSums[]>;
  /** The same from the calls themselves: what takes long, and needs no sums. */
  callSums(query: RowsQuery): Promise<PlacedSums[]>;
  /** From what is kept of whole hours and days. */
  timings(query: UnitsQuery): Promise<PlacedTimings[]>;
  /** From the calls themselves. */
  callTimings(query: RowsQuery): Promise<PlacedTimings[]>;
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
