import type { TimeWindow } from '#lib/domain/limits/window.ts';
import { type Span, type SpanStarts, type SpansOptions, spansOf } from './spans.ts';

/**
 * The spans that steps of time are added up of, in a zone whose days are not the kept ones: a kept day that lies in two
 * steps counts in the one that most of it lies in, and the hours of its rest move from there to where they belong. For a
 * day so many hours are read as its midnight is from the kept one, twelve at most, not twenty-four.
 */
export interface StepSpans {
  readonly units: SpanStarts;
  /** Where kept days count that lie in several steps: a day's beginning to an instant in its step. */
  readonly homes: ReadonlyMap<number, number>;
  /** Hours and quarters that are part of such a day, too: what they add to their own step goes off that of this instant. */
  readonly taken: ReadonlyMap<number, number>;
}

/** @param starts of the steps, in their order; these and `endMs` each on a quarter of an hour */
export function stepSpansOf(starts: readonly number[], endMs: number, options: SpansOptions): StepSpans {
  const { calendar, untilMs } = options;
  const units: Record<Span, number[]> = { day: [], hour: [], quarter: [] };
  const [homes, taken] = [new Map<number, number>(), new Map<number, number>()];
  const [firstMs = endMs] = starts;
  for (let day = calendar('day', firstMs); day.startMs < endMs; day = calendar('day', day.endMs)) {
    const isKept = firstMs <= day.startMs && day.endMs <= Math.min(endMs, untilMs.day);
    const parts = partsOf(day, starts, endMs);
    const home = isKept ? parts.find((part) => lengthOf(part) * 2 >= lengthOf(day)) : undefined;
    if (home !== undefined) {
      units.day.push(day.startMs);
      if (parts.length > 1) homes.set(day.startMs, home.startMs);
    }
    for (const part of parts) {
      if (part === home) continue;
      const spans = spansOf([part], { calendar, untilMs: { ...untilMs, day: 0 } });
      units.hour.push(...spans.hour);
      units.quarter.push(...spans.quarter);
      if (home !== undefined) for (const startMs of [...spans.hour, ...spans.quarter]) taken.set(startMs, home.startMs);
    }
  }
  return { units, homes, taken };
}

/** What of a day lies in each step. */
function partsOf(day: TimeWindow, starts: readonly number[], endMs: number): TimeWindow[] {
  const parts: TimeWindow[] = [];
  for (const [index, start] of starts.entries()) {
    const part = {
      startMs: Math.max(start, day.startMs),
      endMs: Math.min(starts[index + 1] ?? endMs, day.endMs),
    };
    if (part.startMs < part.endMs) parts.push(part);
  }
  return parts;
}

const lengthOf = ({ startMs, endMs }: TimeWindow): number => endMs - startMs;
