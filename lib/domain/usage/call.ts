import type { EndpointId } from '#lib/contract/endpoints.ts';
import type { ErrorCode } from '#lib/contract/errors.ts';
import type { LimitScope } from '#lib/contract/limits.ts';
import type { Outcome } from '#lib/contract/usage.ts';

/** Who counted the tokens: the upstream, this gateway, or nobody since none were used. */
export const USAGE_SOURCES = ['upstream', 'estimated', 'none'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** What a call used. */
export interface Consumption {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Of the prompt's tokens, those that the upstream had in its cache; `null`: it did not say. */
  readonly cachedTokens: number | null;
  /** Of the completion's tokens, those of thoughts; `null`: it did not say. */
  readonly reasoningTokens: number | null;
  readonly images: number;
  /** `null`: no audio, or of unknown length. */
  readonly audioMs: number | null;
  readonly source: UsageSource;
}

export const NOTHING_USED: Consumption = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: null,
  reasoningTokens: null,
  images: 0,
  audioMs: null,
  source: 'none',
};

/** Who made a call, by which way: known before it is sent. */
export interface CallOrigin {
  readonly requestId: string;
  /** Unix milliseconds; decides the day and the month that it counts in. */
  readonly startedAtMs: number;
  /** `null`: the local admin without a key. */
  readonly keyId: string | null;
  readonly owner: string;
  readonly plan: string;
  readonly endpoint: EndpointId;
  readonly model: string;
  /** Name of the upstream; empty when the call was refused before one was chosen. */
  readonly upstream: string;
  /** Sandbox calls cost nothing and stay out of totals unless asked for. */
  readonly sandbox: boolean;
  readonly streamed: boolean;
}

/** One row of the ledger: a call that has ended. */
export interface LedgerRow extends CallOrigin, Consumption {
  /** The HTTP status that the caller saw; 499 when it had left. */
  readonly status: number;
  readonly outcome: Outcome;
  readonly errorCode: ErrorCode | null;
  /** What the caller was told, cut at {@link MAX_ERROR_CHARACTERS}; `null`: no error, or one from before words were kept. */
  readonly errorMessage: string | null;
  /** Whose limit refused it; `null`: none of this console's. */
  readonly limitedBy: LimitScope | null;
  /** Millionths of the ledger's currency at the price of the day; `null`: the model has no price. */
  readonly costMicros: number | null;
  /** From the call's arrival to the first byte of the answer; `null`: none was sent. */
  readonly firstByteMs: number | null;
  readonly durationMs: number;
  /** From sending to the upstream until its answer's headers; `null`: it was not asked or gave none. */
  readonly upstreamMs: number | null;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

/** A row on its way into the books, with what they keep apart from it. */
export interface LedgerEntry extends LedgerRow {
  /** The caller's headers, as `keptHeaders` writes them; undefined: they are not known, or not kept. */
  readonly headers?: string | undefined;
}

/** Of an error's words, what the ledger keeps. */
export const MAX_ERROR_CHARACTERS = 500;

/** A call under way, as it survives this process: enough to close its row should nobody else. */
export interface Reservation extends CallOrigin {
  /** The prompt's tokens as the gateway counts them. */
  readonly promptTokens: number;
  /** What its limits hold back for it. */
  readonly reservedTokens: number;
  readonly reservedMicros: number;
}

const OUTCOME_OF: Partial<Readonly<Record<ErrorCode, Outcome>>> = {
  client_closed_request: 'client_abort',
  upstream_timeout: 'upstream_timeout',
  upstream_reset: 'upstream_reset',
  internal_error: 'internal',
  draining: 'internal',
  storage_unavailable: 'internal',
};

/** Codes that are the upstream's fault where the call had gone there: its own limits, its load, its answer's size. */
const UPSTREAMS_OWN: ReadonlySet<ErrorCode> = new Set(['rate_limit_exceeded', 'overloaded', 'event_too_large']);

/** The outcome of a call that ended with an error. @param sent whether it had gone to the upstream */
export function outcomeOf(code: ErrorCode, sent: boolean): Outcome {
  return (
    OUTCOME_OF[code] ??
    (code.startsWith('upstream_') || (sent && UPSTREAMS_OWN.has(code)) ? 'upstream_error' : 'rejected')
  );
}
