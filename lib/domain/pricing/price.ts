import * as z from 'zod/mini';
import type { Consumption } from '#lib/domain/usage/call.ts';

const amount = z.number().check(z.gte(0), z.lte(1_000_000_000));

/**
 * What a model costs, in units of the ledger's currency. What is left out is free for this model; a model without any
 * price has no entry at all.
 */
export const priceSchema = z.strictObject({
  /** A million tokens of the prompt. */
  promptPerMillionTokens: z.optional(amount),
  /** A million tokens of the prompt that the upstream had in its cache; as the rest when left out. */
  cachedPerMillionTokens: z.optional(amount),
  completionPerMillionTokens: z.optional(amount),
  perImage: z.optional(amount),
  perAudioMinute: z.optional(amount),
});
export type Price = z.infer<typeof priceSchema>;

/** The settings file: prices by model id. */
export const priceListSchema = z.record(z.string(), priceSchema);
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
