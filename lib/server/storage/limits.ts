import type { MinuteFigure } from '#lib/domain/usage/rollup.ts';

/** What one subject's calls came to in a minute. */
export interface LimitMinute extends Readonly<Record<MinuteFigure, number>> {
  /** Minutes since 1970. */
  readonly minute: number;
}

/** Calls of one subject that found no room. */
export interface SubjectRefusals extends Pick<LimitMinute, 'rate' | 'quota' | 'spend' | 'upstream' | 'overload'> {
  readonly subject: string;
}

/** What one caller used in a quarter of an hour. */
export interface CallerQuarter {
  /** `null`: without a key. */
  readonly keyId: string | null;
  readonly owner: string;
  readonly plan: string;
  /** Quarters of an hour since 1970. */
  readonly quarter: number;
  readonly tokens: number;
  readonly costMicros: number;
}

/** Header names, in small letters, and values as an upstream sent them. */
export type LimitHeaders = Readonly<Record<string, string>>;

export interface ObservedHeaders {
  readonly upstream: string;
  /** Unix milliseconds. */
  readonly observedAtMs: number;
  readonly headers: LimitHeaders;
}

/**
 * How limits were used over time, and what upstreams said of theirs. Minutes are kept for two days.
 *
 * Everything throws ApiError 503 `storage_unavailable` while the database cannot be asked.
 */
export interface LimitHistory {
  /** Minutes of a subject, those in which nothing began left out. @param until before this minute */
  minutes(subject: string, from: number, until: number): Promise<LimitMinute[]>;
  /** Of every subject that had any since a minute. */
  refusals(fromMinute: number): Promise<SubjectRefusals[]>;
  /** Without those in which nothing was used. @param until before this quarter of an hour */
  callerQuarters(from: number, until: number): Promise<CallerQuarter[]>;
  /** Takes the place of what the same upstream said before. */
  observe(observed: ObservedHeaders): Promise<void>;
  observed(): Promise<ObservedHeaders[]>;
}
