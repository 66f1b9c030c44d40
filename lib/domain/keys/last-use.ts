import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was that is known to the quarter of an hour: never more exact than that. */
export type LastUse =
  | { readonly form: 'within'; readonly minutes: 15 | 30 | 60 }
  | { readonly form: 'hours' | 'days'; readonly count: number };

const WITHIN = [15, 30, 60] as const;

/**
 * How long ago a key was used last.
 *
 * @param quarterMs the beginning of the quarter of an hour that it was in; Unix milliseconds, as is the other
 */
export function lastUse(quarterMs: number, nowMs: number): LastUse {
  const atMostMs = nowMs - quarterMs;
  const minutes = WITHIN.find((most) => atMostMs <= most * MINUTE_MS);
  if (minutes !== undefined) return { form: 'within', minutes };
  const agoMs = atMostMs - QUARTER_MS / 2;
  if (agoMs < DAY_MS) return { form: 'hours', count: Math.max(1, Math.floor(agoMs / HOUR_MS)) };
  return { form: 'days', count: Math.floor(agoMs / DAY_MS) };
}

/** The quarter of an hour itself. */
export const quarterFrom = (instant: string): readonly [Date, Date] => {
  const startMs = Date.parse(instant);
  return [new Date(startMs), new Date(startMs + QUARTER_MS)];
};
