import { type QuotaStanding, RATE_SPAN_MS, type Standing } from './standing.ts';
import { windowKindOf } from './window.ts';

/** One limit as the caller sees it: the tightest of its kind. */
interface Shown {
  /** Of the IETF draft's policy: `rpm`, `tpd` … */
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly windowMs: number;
  /** Until the whole limit is free again. */
  readonly resetMs: number;
}

/**
 * All limit headers of the specification; none for a caller whom nothing limits. `X-RateLimit-*` are the vendor's
 * (requests), `x-ratelimit-*-requests|tokens` OpenAI's, `RateLimit` and `RateLimit-Policy` those of
 * draft-ietf-httpapi-ratelimit-headers. Made for every answer, so without a list in between.
 *
 * @param atMs Unix milliseconds
 */
export function limitHeaders(standings: readonly Standing[], atMs: number): Record<string, string> {
  let requests: Shown | undefined;
  let tokens: Shown | undefined;
  for (const standing of standings) {
    requests = tighter(requests, requestsOf(standing));
    for (const quota of standing.quotas) {
      if (quota.quota.unit === 'tokens') tokens = tighter(tokens, tokensOf(quota, atMs));
    }
  }
  const headers: Record<string, string> = {};
  if (requests !== undefined) {
    const { limit, remaining, resetMs } = requests;
    headers['x-ratelimit-limit'] = String(limit);
    headers['x-ratelimit-remaining'] = String(remaining);
    headers['x-ratelimit-reset'] = String(Math.ceil((atMs + resetMs) / 1000));
    headers['x-ratelimit-limit-requests'] = String(limit);
    headers['x-ratelimit-remaining-requests'] = String(remaining);
    headers['x-ratelimit-reset-requests'] = duration(resetMs);
  }
  if (tokens !== undefined) {
    headers['x-ratelimit-limit-tokens'] = String(tokens.limit);
    headers['x-ratelimit-remaining-tokens'] = String(tokens.remaining);
    headers['x-ratelimit-reset-tokens'] = duration(tokens.resetMs);
  }
  if (requests === undefined && tokens === undefined) return headers;
  headers['ratelimit-policy'] = both(requests, tokens, policyOf);
  headers.ratelimit = both(requests, tokens, stateOf);
  return headers;
}

const policyOf = ({ name, limit, windowMs }: Shown) => `"${name}";q=${limit};w=${Math.round(windowMs / 1000)}`;
const stateOf = ({ name, remaining, resetMs }: Shown) => `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`;

function both(requests: Shown | undefined, tokens: Shown | undefined, write: (shown: Shown) => string): string {
  if (requests === undefined) return tokens === undefined ? '' : write(tokens);
  return tokens === undefined ? write(requests) : `${write(requests)}, ${write(tokens)}`;
}

function requestsOf({ subject, requests, requestResetMs }: Standing): Shown | undefined {
  const limit = subject.requestsPerMinute;
  if (limit === null) return undefined;
  const remaining = Math.max(0, limit - requests);
  return { name: 'rpm', limit, remaining, windowMs: RATE_SPAN_MS, resetMs: requestResetMs };
}

function tokensOf({ quota, used, reserved }: QuotaStanding, atMs: number): Shown {
  const { limit, startMs, endMs } = quota;
  return {
    name: windowKindOf(quota) === 'day' ? 'tpd' : 'tpmonth',
    limit,
    remaining: Math.max(0, limit - used - reserved),
    windowMs: endMs - startMs,
    resetMs: endMs - atMs,
  };
}

const tighter = (least: Shown | undefined, shown: Shown | undefined): Shown | undefined =>
  shown === undefined || (least !== undefined && least.remaining <= shown.remaining) ? least : shown;

/** A duration as OpenAI writes it: `6m0s`, `1.5s`, `120ms`. */
function duration(ms: number): string {
  const rounded = Math.ceil(ms);
  if (rounded < 1_000) return `${rounded}ms`;
  const seconds = rounded >= 60_000 ? Math.ceil(rounded / 1_000) : rounded / 1_000;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const rest = `${seconds - hours * 3_600 - minutes * 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
