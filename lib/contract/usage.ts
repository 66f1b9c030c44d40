import * as z from 'zod/mini';

/** `/api/usage`: what calls have used up, as the ledger adds it up. */

/** How a call ended. `interrupted`: its process died, and another one closed the books. */
export const OUTCOMES = [
  'ok',
  'upstream_error',
  'upstream_timeout',
  'upstream_reset',
  'client_abort',
  'rejected',
  'internal',
  'interrupted',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What is added up of every call; of calls that ended in whatever way. */
export const USAGE_SUMS = [
  'requests',
  'promptTokens',
  'completionTokens',
  'cachedTokens',
  'reasoningTokens',
  'images',
  'audioMs',
  /** Millionths of the ledger's currency. */
  'costMicros',
  /** Requests whose model has no price: their cost is in no sum. */
  'unpriced',
  'durationMs',
  'requestBytes',
  'answerBytes',
] as const;

export const usageSumsSchema = z.record(z.enum(USAGE_SUMS), z.number());
export type UsageSums = z.infer<typeof usageSumsSchema>;

export const usageQuerySchema = z.strictObject({
  /** The calendar day or month that it is now, in the gateway's zone: the same as the limits'. */
  window: z._default(z.enum(['day', 'month']), 'day'),
  /** `true`: calls of the sandbox too, which cost nothing. */
  sandbox: z._default(z.enum(['true', 'false']), 'false'),
});
export type UsageQuery = z.infer<typeof usageQuerySchema>;

export const usageSchema = z.object({
  object: z.literal('usage'),
  window: z.enum(['day', 'month']),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  timeZone: z.string(),
  currency: z.string(),
  /** Calls of the sandbox are among them. */
  sandbox: z.boolean(),
  totals: usageSumsSchema,
});
export type Usage = z.infer<typeof usageSchema>;
