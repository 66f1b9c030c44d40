import type { Price } from '#lib/contract/price.ts';
import type { Consumption } from '#lib/domain/usage/call.ts';

/** Prices by model id. */
export type PriceList = Readonly<Record<string, Price>>;

const MICROS = 1_000_000;
const MS_PER_MINUTE = 60_000;

/** A million units: no call costs as much, and the sums of thousands that did would still be exact. */
const MAX_COST_MICROS = 1_000_000 * MICROS;

/**
 * What a call cost, in millionths of the ledger's currency, rounded once to the nearest. A price per million tokens is
 * the millionths per token.
 *
 * @returns `null` where what is paid for is not known: sound of unknown length at a price a minute
 */
export function costMicrosOf(price: Price, used: Omit<Consumption, 'source' | 'reasoningTokens'>): number | null {
  if (used.audioMs === null && (price.perAudioMinute ?? 0) > 0) return null;
  const prompt = price.promptPerMillionTokens ?? 0;
  const cached = Math.min(used.cachedTokens ?? 0, used.promptTokens);
  const micros =
    (used.promptTokens - cached) * prompt +
    cached * (price.cachedPerMillionTokens ?? prompt) +
    used.completionTokens * (price.completionPerMillionTokens ?? 0) +
    used.images * (price.perImage ?? 0) * MICROS +
    ((used.audioMs ?? 0) / MS_PER_MINUTE) * (price.perAudioMinute ?? 0) * MICROS;
  return Math.min(Math.round(micros), MAX_COST_MICROS);
}
