import * as z from 'zod/mini';

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
