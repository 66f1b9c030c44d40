import { USAGE_SUMS } from '#lib/contract/usage.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import { QUARTER_MS, type QuarterSum, seriesId } from './rollup.ts';
import { endOfSpan, LONG_SPANS, type LongSpan, startOfSpan } from './spans.ts';

/** So long after an hour or a day its sums are made: most calls have ended by then, and those of dead processes are closed. */
export const LATE_MS = 15 * 60_000;

export interface LateSum extends QuarterSum {
  readonly span: LongSpan;
}

/**
 * What calls add to hours and days whose sums may be made already: `quarter` is where each of these begins. Next to
 * always there is none. In one fixed order, as all sums are.
 *
 * @param quarters of calls that are about to be written
 * @param nowMs Unix milliseconds
 * @param calendar of the kept days
 */
export function lateSums(quarters: readonly QuarterSum[], nowMs: number, calendar: Calendar): LateSum[] {
  const late = new Map<string, LateSum>();
  for (const { quarter, series, sums } of quarters) {
    for (const span of LONG_SPANS) {
      const startMs = startOfSpan(span, quarter * QUARTER_MS, calendar);
      if (endOfSpan(span, startMs, calendar) > nowMs - LATE_MS) continue;
      const id = `${span} ${startMs} ${seriesId(series)}`;
      const known = late.get(id);
      if (known === undefined) late.set(id, { span, quarter: startMs / QUARTER_MS, series, sums: { ...sums } });
      else for (const name of USAGE_SUMS) known.sums[name] += sums[name];
    }
  }
  return [...late].sort(([first], [second]) => (first < second ? -1 : 1)).map(([, entry]) => entry);
}
