import { ENDPOINT_IDS } from '#lib/contract/endpoints.ts';
import { ERROR_CODES } from '#lib/contract/errors.ts';
import { LIMIT_SCOPES } from '#lib/contract/limits.ts';
import { OUTCOMES, type UsageSums } from '#lib/contract/usage.ts';
import { type LedgerRow, type Reservation, USAGE_SOURCES } from '#lib/domain/usage/call.ts';
import type { MinuteFigure, MinuteSum, QuarterSum, Series } from '#lib/domain/usage/rollup.ts';
import type { LedgerTable, LimitMinuteTable, QuarterTable, ReservationTable, SeriesTable } from './schema.ts';

/** Between what the code speaks of and what the tables hold; what is read is parsed. */

const flag = (value: boolean): number => (value ? 1 : 0);

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((entry) => entry === text);
  if (found === undefined) throw new Error(`The ledger holds an unknown value: ${text}`);
  return found;
}

export const toReservationTable = (call: Reservation, instanceId: string): ReservationTable => ({
  request_id: call.requestId,
  instance_id: instanceId,
  started_at_ms: call.startedAtMs,
  key_id: call.keyId,
  owner: call.owner,
  plan: call.plan,
  endpoint: call.endpoint,
  model: call.model,
  upstream: call.upstream,
  sandbox: flag(call.sandbox),
  streamed: flag(call.streamed),
  prompt_tokens: call.promptTokens,
  reserved_tokens: call.reservedTokens,
  reserved_micros: call.reservedMicros,
});

/**
 * What of a reservation its row is made of, as SQL: figures as floating ones, which every driver reads whatever they
 * are. What was held back for it nobody needs any more.
 */
export const LEFT_COLUMNS = [
  ...['request_id', 'key_id', 'owner', 'plan', 'endpoint', 'model', 'upstream'],
  ...['started_at_ms', 'sandbox', 'streamed', 'prompt_tokens'].map(
    (column) => `CAST(${column} AS double precision) AS ${column}`,
  ),
].join(', ');

export type LeftReservation = Omit<ReservationTable, 'instance_id' | 'reserved_tokens' | 'reserved_micros'>;

function whole(figure: number): number {
  if (!Number.isSafeInteger(figure)) throw new RangeError(`A reservation holds a figure too large: ${figure}`);
  return figure;
}

/** @throws Error for what no row can be made of */
export const toReservation = (row: LeftReservation): Reservation => ({
  requestId: row.request_id,
  startedAtMs: whole(row.started_at_ms),
  keyId: row.key_id,
  owner: row.owner,
  plan: row.plan,
  endpoint: oneOf(ENDPOINT_IDS, row.endpoint),
  model: row.model,
  upstream: row.upstream,
  sandbox: row.sandbox === 1,
  streamed: row.streamed === 1,
  promptTokens: whole(row.prompt_tokens),
  reservedTokens: 0,
  reservedMicros: 0,
});

/** @param headersId of its set of headers; `null`: none is known */
export const toLedgerTable = (row: LedgerRow, headersId: number | null): LedgerTable => ({
  request_id: row.requestId,
  started_at_ms: row.startedAtMs,
  key_id: row.keyId,
  owner: row.owner,
  plan: row.plan,
  endpoint: row.endpoint,
  model: row.model,
  upstream: row.upstream,
  sandbox: flag(row.sandbox),
  streamed: flag(row.streamed),
  prompt_tokens: row.promptTokens,
  completion_tokens: row.completionTokens,
  cached_tokens: row.cachedTokens,
  reasoning_tokens: row.reasoningTokens,
  images: row.images,
  audio_ms: row.audioMs,
  usage_source: row.source,
  status: row.status,
  outcome: row.outcome,
  error_code: row.errorCode,
  error_message: row.errorMessage,
  limited_by: row.limitedBy,
  cost_micros: row.costMicros,
  first_byte_ms: row.firstByteMs,
  duration_ms: row.durationMs,
  upstream_ms: row.upstreamMs,
  request_bytes: row.requestBytes,
  answer_bytes: row.answerBytes,
  headers_id: headersId,
});

export const toLedgerRow = (row: LedgerTable): LedgerRow => ({
  requestId: row.request_id,
  startedAtMs: row.started_at_ms,
  keyId: row.key_id,
  owner: row.owner,
  plan: row.plan,
  endpoint: oneOf(ENDPOINT_IDS, row.endpoint),
  model: row.model,
  upstream: row.upstream,
  sandbox: row.sandbox === 1,
  streamed: row.streamed === 1,
  promptTokens: row.prompt_tokens,
  completionTokens: row.completion_tokens,
  cachedTokens: row.cached_tokens,
  reasoningTokens: row.reasoning_tokens,
  images: row.images,
  audioMs: row.audio_ms,
  source: oneOf(USAGE_SOURCES, row.usage_source),
  status: row.status,
  outcome: oneOf(OUTCOMES, row.outcome),
  errorCode: row.error_code === null ? null : oneOf(ERROR_CODES, row.error_code),
  errorMessage: row.error_message,
  limitedBy: row.limited_by === null ? null : oneOf(LIMIT_SCOPES, row.limited_by),
  costMicros: row.cost_micros,
  firstByteMs: row.first_byte_ms,
  durationMs: row.duration_ms,
  upstreamMs: row.upstream_ms,
  requestBytes: row.request_bytes,
  answerBytes: row.answer_bytes,
});

export const toSeriesTable = (series: Series): Omit<SeriesTable, 'id'> => ({
  key_id: series.keyId,
  owner: series.owner,
  plan: series.plan,
  endpoint: series.endpoint,
  model: series.model,
  upstream: series.upstream,
  outcome: series.outcome,
  error_code: series.errorCode,
  usage_source: series.source,
  status: series.status,
  sandbox: flag(series.sandbox),
  streamed: flag(series.streamed),
});

/** Where each sum stands. */
export const SUM_COLUMNS = {
  requests: 'requests',
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  cachedTokens: 'cached_tokens',
  reasoningTokens: 'reasoning_tokens',
  images: 'images',
  audioMs: 'audio_ms',
  costMicros: 'cost_micros',
  unpriced: 'unpriced',
  durationMs: 'duration_ms',
  requestBytes: 'request_bytes',
  answerBytes: 'answer_bytes',
} as const satisfies Record<keyof UsageSums, keyof QuarterTable>;

export const toQuarterTable = ({ quarter, sums }: QuarterSum, seriesId: number): QuarterTable => ({
  quarter,
  series_id: seriesId,
  requests: sums.requests,
  prompt_tokens: sums.promptTokens,
  completion_tokens: sums.completionTokens,
  cached_tokens: sums.cachedTokens,
  reasoning_tokens: sums.reasoningTokens,
  images: sums.images,
  audio_ms: sums.audioMs,
  cost_micros: sums.costMicros,
  unpriced: sums.unpriced,
  duration_ms: sums.durationMs,
  request_bytes: sums.requestBytes,
  answer_bytes: sums.answerBytes,
});

/** Where each figure of a minute stands. */
export const MINUTE_COLUMNS = {
  requests: 'requests',
  tokens: 'tokens',
  costMicros: 'cost_micros',
  rate: 'rate_refused',
  quota: 'quota_refused',
  spend: 'spend_refused',
  upstream: 'upstream_refused',
  overload: 'overload_refused',
} as const satisfies Record<MinuteFigure, keyof LimitMinuteTable>;

export const toMinuteTable = (sum: MinuteSum): LimitMinuteTable => ({
  subject: sum.subject,
  minute: sum.minute,
  requests: sum.requests,
  tokens: sum.tokens,
  cost_micros: sum.costMicros,
  rate_refused: sum.rate,
  quota_refused: sum.quota,
  spend_refused: sum.spend,
  upstream_refused: sum.upstream,
  overload_refused: sum.overload,
});
