/** What was used in a span of time, against what the usual day lets expect of it. */
export interface Observed {
  readonly amount: number;
  readonly expected: number;
}

export function sumOf(spans: readonly Observed[]): Observed {
  let amount = 0;
  let expected = 0;
  for (const span of spans) {
    amount += span.amount;
    expected += span.expected;
  }
  return { amount, expected };
}

/**
 * The variance of an amount for each unit that is expected of it. From the differences between neighbours, half of whose
 * mean square is the variance whether or not the level drifts meanwhile (von Neumann, "Distribution of the ratio of the
 * mean square successive difference to the variance", Annals of Mathematical Statistics 12, 1941).
 *
 * @param spans in the order of time; each longer than a burst, which then counts as a whole
 * @returns 0 for fewer than two
 */
export function dispersionOf(spans: readonly Observed[]): number {
  let squares = 0;
  let weights = 0;
  let before: Observed | undefined;
  for (const span of spans) {
    if (before !== undefined) {
      const weight = 1 / (1 / before.expected + 1 / span.expected);
      squares += (weight * (before.amount / before.expected - span.amount / span.expected)) ** 2;
      weights += weight;
    }
    before = span;
  }
  return weights === 0 ? 0 : squares / weights;
}

/** In standard deviations: by chance alone, something in some hundred places stands out so far once in twenty times. */
export const SIGNIFICANT = 3.5;
/** Fewer calls than these, or bursts, say nothing about a level: a test that takes their number for normal needs more. */
export const LEAST_CALLS = 5;
/** Where calls are many, chance explains next to nothing. A level that differs by less than this is the same for all that. */
const LEAST_DIFFERENCE = 0.05;
/**
 * Where the last stretch begins in which the level, amount by expected, did not change. The series is cut where its two
 * parts differ most, and what follows is cut again, as long as they differ by more than chance explains: binary
 * segmentation (Vostrikova, "Detecting disorder in multidimensional random processes", Soviet Mathematics Doklady 24, 1981)
 * that keeps the newest part alone, as adaptive windowing does (Bifet, Gavaldà, "Learning from time-changing data with
 * adaptive windowing", SDM 2007).
 *
 * @param dispersion variance of an amount for each unit that is expected, above 0
 * @returns an index; 0 when nothing changed
 */
export function lastChange(spans: readonly Observed[], dispersion: number): number {
  let first = 0;
  for (;;) {
    const cut = deepestCut(spans, first, dispersion);
    if (cut === undefined) return first;
    first = cut;
  }
}

function deepestCut(spans: readonly Observed[], first: number, dispersion: number): number | undefined {
  const { amount, expected } = sumOf(spans.slice(first));
  const level = amount / expected;
  // Came, or should have.
  const isEnough = (part: Observed) => Math.max(part.amount, level * part.expected) >= LEAST_CALLS * dispersion;
  let before: Observed = { amount: 0, expected: 0 };
  let deepest = SIGNIFICANT;
  let cut: number | undefined;
  for (const [offset, span] of spans.slice(first, -1).entries()) {
    before = { amount: before.amount + span.amount, expected: before.expected + span.expected };
    const after = { amount: amount - before.amount, expected: expected - before.expected };
    if (!isEnough(before) || !isEnough(after)) continue;
    const difference = Math.abs(before.amount / before.expected - after.amount / after.expected);
    const depth = difference / Math.sqrt(dispersion * level * (1 / before.expected + 1 / after.expected));
    if (depth > deepest && difference > LEAST_DIFFERENCE * level) {
      deepest = depth;
      cut = first + offset + 1;
    }
  }
  return cut;
}
