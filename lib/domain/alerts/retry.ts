/** So often a message is sent at most; the last time some eleven hours after the first. */
export const MAX_ATTEMPTS = 8;

const GROWTH = 4;
const MAX_PAUSE_MS = 4 * 3_600_000;
/** By so much of it a pause is longer or shorter: receivers that were away at once are not all asked again at once. */
const JITTER = 0.2;

/**
 * The pause after an attempt that failed: each four times as long as the one before, up to four hours.
 *
 * @param attempts so many were made, at least one
 * @param firstMs the first pause
 * @param chance from 0 to 1
 * @returns milliseconds; undefined: it is given up
 */
export function pauseAfter(
  attempts: number,
  { firstMs, chance }: { readonly firstMs: number; readonly chance: number },
): number | undefined {
  if (attempts >= MAX_ATTEMPTS) return undefined;
  const plainMs = Math.min(firstMs * GROWTH ** (attempts - 1), MAX_PAUSE_MS);
  return Math.round(plainMs * (1 + JITTER * (2 * chance - 1)));
}
