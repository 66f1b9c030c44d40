import type { CallSums } from '#lib/contract/key-use.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import { addUp } from '#lib/domain/usage/sums.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The hours of the clock from the one that it was 24 hours ago to the current one, as instants in Unix milliseconds.
 *
 * @param calendar of the zone whose clock it is: not every zone's hours begin with those of UTC
 */
export function hoursUntil(nowMs: number, calendar: Calendar): number[] {
  const { startMs } = calendar('day', nowMs);
  const first = startMs + Math.floor((nowMs - DAY_MS - startMs) / HOUR_MS) * HOUR_MS;
  const count = Math.floor((nowMs - first) / HOUR_MS) + 1;
  return Array.from({ length: count }, (_, index) => first + index * HOUR_MS);
}

/** What calls came to from an instant on, in Unix milliseconds. */
export interface SumsSince extends CallSums {
  readonly startMs: number;
}

/** What calls came to in each of these hours; what began before the first is in none. */
export const byHour = (parts: readonly SumsSince[], hours: readonly number[]): SumsSince[] =>
  hours.map((hour) => ({
    startMs: hour,
    ...addUp(parts.filter(({ startMs }) => startMs >= hour && startMs < hour + HOUR_MS)),
  }));
