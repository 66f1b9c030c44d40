import * as z from 'zod/mini';
import { ENDPOINT_IDS } from './endpoints.ts';
import { ERROR_CODES } from './errors.ts';
import { keySchema } from './keys.ts';
import { OUTCOMES } from './usage.ts';

/**
 * What `GET /api/keys` and `GET /api/keys/{id}/recent` tell of the use of virtual keys; calls of the sandbox included. An
 * admin is told of all calls, a developer of those under their own name: a key may have been somebody else’s before.
 */

const instantSchema = z.iso.datetime({ offset: true });

/** What calls come to, in whatever way they ended. */
export const CALL_SUMS = ['requests', 'refused', 'failed', 'tokens', 'costMicros', 'unpriced'] as const;

export const callSumsSchema = z.object({
  requests: z.number(),
  /** Of them, those that were refused, here or by the upstream: for limits, rights, or what they asked for. */
  refused: z.number(),
  /** Of them, those that went wrong at the upstream or here; not those whose caller left. */
  failed: z.number(),
  /** Of prompts and answers together. */
  tokens: z.number(),
  /** Millionths of the ledger's currency. */
  costMicros: z.number(),
  /** Requests whose model has no price: their cost is in no sum. */
  unpriced: z.number(),
});
export type CallSums = z.infer<typeof callSumsSchema>;

/** How much of a quota is gone. */
export const quotaShareSchema = z.object({
  /** Whose calls it counts: this key's, or all of its owner's on its plan. */
  of: z.enum(['key', 'owner']),
  unit: z.enum(['tokens', 'micros']),
  window: z.enum(['day', 'month']),
  limit: z.number(),
  /** So far in its window, by everybody whom it counts. */
  used: z.number(),
  /** Of that, by this key today. */
  usedToday: z.number(),
});
export type QuotaShare = z.infer<typeof quotaShareSchema>;

/** Why the keys of a person do not work, though they are neither revoked nor expired. */
export const barSchema = z.enum(['disabled', 'viewer']);
export type Bar = z.infer<typeof barSchema>;

export const keyListedSchema = z.extend(keySchema, {
  /** `null`: its owner is nobody who signs in. */
  ownerName: z.nullable(z.string()),
  barred: z.nullable(barSchema),
  /** The quarter of an hour that its last call began in; `null`: none for as long as sums are kept. */
  lastUsedAt: z.nullable(instantSchema),
  /** Of the calendar day that it is now, in the gateway's zone. */
  today: callSumsSchema,
  /** The quota that is nearest to its end; `null`: none counts its tokens or its spending, or it is not valid any more. */
  nearest: z.nullable(quotaShareSchema),
});
export type KeyListed = z.infer<typeof keyListedSchema>;

const endpointSchema = z.enum(ENDPOINT_IDS);

/** What a call was, and how it ended. */
const callKindFields = {
  endpoint: endpointSchema,
  /** Empty: it was refused before it named one. */
  model: z.string(),
  sandbox: z.boolean(),
  /** The HTTP status that the caller saw; 499 when it had left. */
  status: z.number(),
  outcome: z.enum(OUTCOMES),
  errorCode: z.nullable(z.enum(ERROR_CODES)),
};

export const recentCallSchema = z.object({
  requestId: z.string(),
  startedAt: instantSchema,
  ...callKindFields,
  tokens: z.number(),
  /** `null`: the model has no price. */
  costMicros: z.nullable(z.number()),
  durationMs: z.number(),
});
export type RecentCall = z.infer<typeof recentCallSchema>;

export const callKindSchema = z.extend(callSumsSchema, callKindFields);
export type CallKind = z.infer<typeof callKindSchema>;

export const hourSumsSchema = z.extend(callSumsSchema, { startsAt: instantSchema });
export type HourSums = z.infer<typeof hourSumsSchema>;

/** `GET /api/keys/{id}/recent`: what was done with a key in the last 24 hours. */
export const keyRecentSchema = z.object({
  /** The beginning of the hour that it was 24 hours ago. */
  startsAt: instantSchema,
  /** Now. */
  endsAt: instantSchema,
  timeZone: z.string(),
  currency: z.string(),
  totals: callSumsSchema,
  firstCallAt: z.nullable(instantSchema),
  lastCallAt: z.nullable(instantSchema),
  /** Every hour of the clock from `startsAt` on, the current one as far as it has come. */
  hours: z.array(hourSumsSchema),
  /** The most frequent first; what is missing in `totals` are rarer ones. */
  kinds: z.array(callKindSchema),
  /** The newest first. */
  calls: z.array(recentCallSchema),
});
export type KeyRecent = z.infer<typeof keyRecentSchema>;
