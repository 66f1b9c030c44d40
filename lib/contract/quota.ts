import { isRecord } from '#lib/std/is-record.ts';

/**
 * `GET /api/quota`: what is left to whoever asks, as the limiter sees it now. Parsed by hand: the chat page reads it before
 * the first message, and zod is no part of that.
 */

/** One limit of a caller: where several of a kind hold, the one with the least left. */
export interface QuotaLeft {
  readonly limit: number;
  readonly left: number;
  /** When the whole limit is free again; ISO 8601. */
  readonly resetsAt: string;
  /** Everybody on the plan draws from it. */
  readonly shared: boolean;
}

export interface RequestsLeft extends QuotaLeft {
  /** When one more request fits; `null`: now. */
  readonly opensAt: string | null;
}

export interface TokensLeft extends QuotaLeft {
  readonly window: 'day' | 'month';
}

export interface QuotaStatus {
  readonly object: 'quota';
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name; in which the days and months are. */
  readonly timeZone: string;
  /** Within any minute; `null`: no limit. The same of the others. */
  readonly requests: RequestsLeft | null;
  readonly tokens: TokensLeft | null;
  /** Of a month, in millionths of the currency. */
  readonly spend: QuotaLeft | null;
}

/** @returns undefined for what is none */
export function parseQuota(json: unknown): QuotaStatus | undefined {
  if (!isRecord(json) || typeof json.currency !== 'string' || typeof json.timeZone !== 'string') return undefined;
  const { currency, timeZone } = json;
  const requests = parseLimit(json.requests, parseRequests);
  const tokens = parseLimit(json.tokens, parseTokens);
  const spend = parseLimit(json.spend, parseLeft);
  if (requests === undefined || tokens === undefined || spend === undefined) return undefined;
  return { object: 'quota', currency, timeZone, requests, tokens, spend };
}

const parseLimit = <T>(json: unknown, parse: (json: unknown) => T | undefined): T | null | undefined =>
  json === null ? null : parse(json);

function parseLeft(json: unknown): QuotaLeft | undefined {
  if (!isRecord(json)) return undefined;
  const { limit, left, resetsAt, shared } = json;
  if (!isCount(limit) || !isCount(left) || !isInstant(resetsAt) || typeof shared !== 'boolean') return undefined;
  return { limit, left, resetsAt, shared };
}

function parseRequests(json: unknown): RequestsLeft | undefined {
  const parsed = parseLeft(json);
  const opensAt = isRecord(json) ? json.opensAt : undefined;
  if (parsed === undefined || !(opensAt === null || isInstant(opensAt))) return undefined;
  return { ...parsed, opensAt };
}

function parseTokens(json: unknown): TokensLeft | undefined {
  const parsed = parseLeft(json);
  const window = isRecord(json) ? json.window : undefined;
  return parsed === undefined || (window !== 'day' && window !== 'month') ? undefined : { ...parsed, window };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isInstant = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));
