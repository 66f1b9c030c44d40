import * as z from 'zod/mini';
import { LIMIT_SCOPES, REFUSAL_KINDS } from './limits.ts';
import { printable } from './text.ts';

/** `GET /api/limits`: every limit that holds now, how far it is used up, and when it will be reached. */

export const GAUGE_KINDS = ['requests', 'tokens', 'spend'] as const;
export type GaugeKind = (typeof GAUGE_KINDS)[number];

/** What a limit is of: any minute, or the calendar day or month of the gateway's zone. */
export const GAUGE_WINDOWS = ['minute', 'day', 'month'] as const;
export type GaugeWindow = (typeof GAUGE_WINDOWS)[number];

const instant = z.iso.datetime();
const named = z.object({
  id: z.string(),
  /** `null`: unknown by now. */
  name: z.nullable(z.string()),
});

/** When a limit is reached at the present rate. */
export const timeToLimitSchema = z.object({
  /** `null`: not within its window. Now, where it is reached already. */
  reachedAt: z.nullable(instant),
  /** One of ten is reached before. `null`: not even those. */
  earliestAt: z.nullable(instant),
  /** One of ten is reached after. `null`: maybe not at all. */
  latestAt: z.nullable(instant),
  /** At the present rate: requests a minute; tokens, or millionths of the currency, an hour. */
  rate: z.number(),
});
export type TimeToLimit = z.infer<typeof timeToLimitSchema>;

const refusalsSchema = z.record(z.enum(REFUSAL_KINDS), z.number());
export type Refusals = z.infer<typeof refusalsSchema>;

export const limitGaugeSchema = z.object({
  /** The same for the same limit at any time. */
  id: z.string(),
  /** Whose limit it is: all of one subject's stand beside each other. */
  subject: z.string(),
  scope: z.enum(LIMIT_SCOPES),
  /** Of a limit of a key. */
  key: z.nullable(named),
  /** Whose calls count; `null`: everybody's on the plan. */
  person: z.nullable(named),
  plan: named,
  kind: z.enum(GAUGE_KINDS),
  window: z.enum(GAUGE_WINDOWS),
  /** Requests, tokens, or millionths of the currency. */
  limit: z.number(),
  used: z.number(),
  /** Held by calls under way. */
  reserved: z.number(),
  /** When the day or month began; `null`: it is a limit of requests, of any minute. */
  startsAt: z.nullable(instant),
  /** When the whole limit is free again. */
  resetsAt: instant,
  /** When one more request fits; `null`: now, or it is no limit of requests. */
  opensAt: z.nullable(instant),
  /** `null`: nothing is known of its use. */
  timeToLimit: z.nullable(timeToLimitSchema),
  /** Calls of the last hour that found no room, of this subject, by whose room it was. */
  refused: refusalsSchema,
});
export type LimitGauge = z.infer<typeof limitGaugeSchema>;

/** One limit of an upstream as its last answer told it; `null`: unknown. */
const upstreamLimitSchema = z.object({
  limit: z.nullable(z.number()),
  remaining: z.nullable(z.number()),
  resetsAt: z.nullable(instant),
});
export type UpstreamLimit = z.infer<typeof upstreamLimitSchema>;

export const upstreamLimitsSchema = z.object({
  upstream: z.string(),
  /** `null`: no answer has told any. */
  observedAt: z.nullable(instant),
  requests: upstreamLimitSchema,
  tokens: upstreamLimitSchema,
});
export type UpstreamLimits = z.infer<typeof upstreamLimitsSchema>;

/** The whole of it, and each change: gauges that are in it take the place of those with the same id. */
export const limitsSchema = z.object({
  object: z.literal('limits'),
  at: instant,
  timeZone: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  gauges: z.array(limitGaugeSchema),
  /** Ids of gauges that are no more. */
  gone: z.array(z.string()),
  /** Calls of the last hour that found no room, also of those whom no limit holds. */
  refused: refusalsSchema,
  /** Id of the gauge whose limit is reached first at the present rate; `null`: none is. */
  first: z.nullable(z.string()),
  /** `null`: as they were. */
  upstreams: z.nullable(z.array(upstreamLimitsSchema)),
});
export type Limits = z.infer<typeof limitsSchema>;

/** `GET /api/limits/minutes`: how one subject's limits were used, minute by minute. */
export const MINUTE_RANGES = ['1h', '6h', '24h'] as const;
export type MinuteRange = (typeof MINUTE_RANGES)[number];

const MAX_SUBJECT_CHARACTERS = 400;

export const limitMinutesQuerySchema = z.strictObject({
  /** As a gauge names it. */
  subject: z.string().check(z.minLength(1), z.maxLength(MAX_SUBJECT_CHARACTERS), printable()),
  range: z._default(z.enum(MINUTE_RANGES), '1h'),
});
export type LimitMinutesQuery = z.infer<typeof limitMinutesQuerySchema>;

const column = z.array(z.number());

export const limitMinutesSchema = z.object({
  object: z.literal('limit_minutes'),
  subject: z.string(),
  /** When the first minute begins; all others follow it. */
  startsAt: instant,
  endsAt: instant,
  requests: column,
  tokens: column,
  costMicros: column,
  /** Calls that found no room, by whose room it was. */
  refused: z.record(z.enum(REFUSAL_KINDS), column),
});
export type LimitMinutes = z.infer<typeof limitMinutesSchema>;
