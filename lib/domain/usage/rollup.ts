import { REFUSAL_KINDS } from '#lib/contract/limits.ts';
import { USAGE_SUMS, type UsageSums } from '#lib/contract/usage.ts';
import { isCounted, refusalKindOf } from '#lib/domain/limits/refusal-kind.ts';
import { kindOf, subjectIds } from '#lib/domain/limits/subject.ts';
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

/** What a minute's calls came to against one subject's limits, kept for two days. */
export interface MinuteSum extends Record<MinuteFigure, number> {
  /** Of the limits, as in {@link subjectIds}. */
  readonly subject: string;
  /** Minutes since 1970. */
  readonly minute: number;
}

/**
 * Requests that counted, what they used, and calls that found no room, by whose it was. Those that a limit of this
 * console refused stand with the subject whose limit it is, and with no other.
 */
export const MINUTE_FIGURES = ['requests', 'tokens', 'costMicros', ...REFUSAL_KINDS] as const;
export type MinuteFigure = (typeof MINUTE_FIGURES)[number];

const NO_FIGURES = { requests: 0, tokens: 0, costMicros: 0, rate: 0, quota: 0, spend: 0, upstream: 0, overload: 0 };

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
    for (const subject of Object.values(subjectIds({ ...row, plan: { id: row.plan } }))) {
      if (subject === null) continue;
      const minuteId = `${subject}\u0000${minute}`;
      const counted = minutes.get(minuteId) ?? { subject, minute, ...NO_FIGURES };
      addTo(counted, row);
      minutes.set(minuteId, counted);
    }
  }
  return { quarters: inOrder(quarters), minutes: inOrder(minutes) };
}

function addTo(sum: MinuteSum, row: LedgerRow): void {
  if (isCounted(row)) sum.requests++;
  sum.tokens += row.promptTokens + row.completionTokens;
  sum.costMicros += row.costMicros ?? 0;
  const kind = refusalKindOf(row);
  if (kind === null) return;
  if (row.limitedBy === null || row.limitedBy === kindOf(sum.subject)) sum[kind]++;
}

const inOrder = <T>(entries: ReadonlyMap<string, T>): T[] =>
  [...entries].sort(([first], [second]) => (first < second ? -1 : 1)).map(([, entry]) => entry);
