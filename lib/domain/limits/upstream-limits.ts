import type { UpstreamLimit, UpstreamLimits } from '#lib/contract/limit-watch.ts';

/** The headers in which servers tell their limits: the vendor's, and OpenAI's two families. */
const NAMES = {
  requests: [
    ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
    ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  ],
  tokens: [['x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens']],
} as const;

export const LIMIT_HEADER_NAMES: readonly string[] = Object.values(NAMES).flat(2);

type Headers = Readonly<Record<string, string | undefined>>;

/** Those of an answer's headers that tell of limits; undefined where none does. */
export function limitHeadersIn(headers: Headers): Record<string, string> | undefined {
  let found: Record<string, string> | undefined;
  for (const name of LIMIT_HEADER_NAMES) {
    const value = headers[name];
    // Longer ones are no figures.
    if (value === undefined || value.length > MAX_CHARACTERS) continue;
    found ??= {};
    found[name] = value;
  }
  return found;
}

const MAX_CHARACTERS = 64;

/**
 * What an upstream's headers say of its limits. What is missing, negative (servers send -1 for *I do not know*) or no
 * figure is `null`: unknown, which is not zero.
 *
 * @param observedAtMs when they came; durations count from there
 */
export function readUpstreamLimits(
  headers: Headers,
  observedAtMs: number,
): Pick<UpstreamLimits, 'requests' | 'tokens'> {
  return {
    requests: readFirst(headers, NAMES.requests, observedAtMs),
    tokens: readFirst(headers, NAMES.tokens, observedAtMs),
  };
}

type Family = readonly (readonly [limit: string, remaining: string, reset: string])[];

export const UNKNOWN_LIMIT: UpstreamLimit = { limit: null, remaining: null, resetsAt: null };

function readFirst(headers: Headers, families: Family, observedAtMs: number): UpstreamLimit {
  for (const [limit, remaining, reset] of families) {
    if ([limit, remaining, reset].every((name) => headers[name] === undefined)) continue;
    const resetMs = resetIn(headers[reset], observedAtMs);
    return {
      limit: figureIn(headers[limit]),
      remaining: figureIn(headers[remaining]),
      resetsAt: resetMs === null ? null : new Date(resetMs).toISOString(),
    };
  }
  return UNKNOWN_LIMIT;
}

function figureIn(text: string | undefined): number | null {
  if (text === undefined || !/^\s*\d{1,15}\s*$/.test(text)) return null;
  return Number(text);
}

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** Unix seconds are larger than any wait in seconds that makes sense: this one is ten years. */
const LONGEST_WAIT_S = 315_360_000;
/** The last instant that a date can hold. */
const MAX_MS = 8.64e15;

/** Unix seconds (the vendor's), seconds from now, or a duration as in `6m0s` (OpenAI's). */
function resetIn(text: string | undefined, observedAtMs: number): number | null {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,15}(?:\.\d+)?$/.test(trimmed)) {
    const seconds = Number(trimmed);
    const atMs = seconds > LONGEST_WAIT_S ? seconds * 1_000 : observedAtMs + seconds * 1_000;
    return atMs <= MAX_MS ? atMs : null;
  }
  const parts = [...trimmed.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|[dhms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== trimmed) return null;
  let waitMs = 0;
  for (const [, amount, unit] of parts) waitMs += Number(amount) * (isUnit(unit) ? UNIT_MS[unit] : Number.NaN);
  return observedAtMs + waitMs <= MAX_MS ? observedAtMs + Math.round(waitMs) : null;
}

const isUnit = (text: string | undefined): text is keyof typeof UNIT_MS =>
  text !== undefined && Object.hasOwn(UNIT_MS, text);
