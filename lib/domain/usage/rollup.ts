import { USAGE_SUMS, type UsageSums } from '#lib/contract/usage.ts';
import type { LedgerRow } from './call.ts';

/** The base of every sum: days begin on a quarter of an hour in every zone there is. */
export const QUARTER_MS = 15 * 60_000;
export const MINUTE_MS = 60_000;

/** What rows are grouped by. A text each, so that one unique index tells series apart in every database. */
export interface Series {
  /** Empty: without a key. */
  readonly keyId: string;
  readonly owner: string;
  readonly plan: string;
  readonly endpoint: string;
  readonly model: string;
  readonly upstream: string;
  readonly status: number;
  readonly outcome: string;
  readonly errorCode: string;
  readonly source: string;
  readonly sandbox: boolean;
  readonly streamed: boolean;
}

export interface QuarterSum {
  readonly quarter: number;
  readonly series: Series;
  readonly sums: UsageSums;
}

/** A minute's figures by few dimensions, kept for two days. */
export interface MinuteSum {
  readonly minute: number;
  readonly keyId: string;
  readonly owner: string;
  readonly model: string;
  readonly outcome: string;
  readonly sandbox: boolean;
  requests: number;
  tokens: number;
  costMicros: number;
}

export interface Rollup {
  readonly quarters: readonly QuarterSum[];
  readonly minutes: readonly MinuteSum[];
}

export const seriesOf = (row: LedgerRow): Series => ({
  keyId: row.keyId ?? '',
  owner: row.owner,
  plan: row.plan,
  endpoint: row.endpoint,
  model: row.model,
  upstream: row.upstream,
  status: row.status,
  outcome: row.outcome,
  errorCode: row.errorCode ?? '',
  source: row.source,
  sandbox: row.sandbox,
  streamed: row.streamed,
});

/** One text for a series; no part may hold the separator. */
export const seriesId = (series: Series): string => Object.values(series).join('\u0000');

const sumsOf = (row: LedgerRow): UsageSums => ({
  requests: 1,
  promptTokens: row.promptTokens,
  completionTokens: row.completionTokens,
  cachedTokens: row.cachedTokens ?? 0,
  reasoningTokens: row.reasoningTokens ?? 0,
  images: row.images,
  audioMs: row.audioMs ?? 0,
  costMicros: row.costMicros ?? 0,
  unpriced: row.costMicros === null ? 1 : 0,
  durationMs: row.durationMs,
  requestBytes: row.requestBytes,
  answerBytes: row.answerBytes,
});

/**
 * What rows add to the sums. Each list is in one fixed order, so that two processes that write theirs at once lock
 * rows in the same order and never wait for each other in a circle.
 *
 * @param rows rows that were really inserted
 */
export function rollupOf(rows: readonly LedgerRow[]): Rollup {
  const quarters = new Map<string, QuarterSum>();
  const minutes = new Map<string, MinuteSum>();
  for (const row of rows) {
    const series = seriesOf(row);
    const id = seriesId(series);
    const quarter = Math.floor(row.startedAtMs / QUARTER_MS);
    const sums = sumsOf(row);
    const known = quarters.get(`${quarter} ${id}`);
    if (known === undefined) quarters.set(`${quarter} ${id}`, { quarter, series, sums });
    else for (const name of USAGE_SUMS) known.sums[name] += sums[name];

    const minute = Math.floor(row.startedAtMs / MINUTE_MS);
    const { keyId, owner, model, outcome, sandbox } = series;
    const minuteId = [minute, keyId, owner, model, outcome, sandbox].join('\u0000');
    const counted = minutes.get(minuteId) ?? {
      minute,
      keyId,
      owner,
      model,
      outcome,
      sandbox,
      requests: 0,
      tokens: 0,
      costMicros: 0,
    };
    counted.requests++;
    counted.tokens += row.promptTokens + row.completionTokens;
    counted.costMicros += row.costMicros ?? 0;
    minutes.set(minuteId, counted);
  }
  return { quarters: inOrder(quarters), minutes: inOrder(minutes) };
}

const inOrder = <T>(entries: ReadonlyMap<string, T>): T[] =>
  [...entries].sort(([first], [second]) => (first < second ? -1 : 1)).map(([, entry]) => entry);
