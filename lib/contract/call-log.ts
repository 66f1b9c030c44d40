import * as z from 'zod/mini';
import { ENDPOINT_IDS } from './endpoints.ts';
import { ERROR_CODES } from './errors.ts';
import { LIMIT_SCOPES } from './limits.ts';
import { printable } from './text.ts';
import { OUTCOMES } from './usage.ts';
import { usageFilterFields } from './usage-report.ts';

/** `GET /api/logs`: single calls, the newest first. Developers are told of their own. */

const instant = z.iso.datetime({ offset: true });

/** Calls by how they ended: well; refused by a limit; refused otherwise; failed at the upstream or here; left by their caller. */
export const ENDINGS = ['ok', 'limited', 'refused', 'failed', 'left'] as const;
export type Ending = (typeof ENDINGS)[number];

const MAX_PAGE = 200;
const MAX_ID_CHARACTERS = 64;

/** A day: nothing takes longer. */
export const MAX_DURATION_MS = 86_400_000;
const durationSchema = z.coerce.number().check(z.int(), z.gte(0), z.lte(MAX_DURATION_MS));
export const MAX_ERROR_TEXT_CHARACTERS = 100;

/** Which calls are wanted, whenever they were. */
const matchFields = {
  ...usageFilterFields,
  ending: z.optional(z.enum(ENDINGS)),
  errorCode: z.optional(z.enum(ERROR_CODES)),
  /** `false`: without calls of the sandbox. */
  sandbox: z._default(z.enum(['true', 'false']), 'true'),
  /** The whole of a request’s id. */
  requestId: z.optional(z.string().check(z.maxLength(MAX_ID_CHARACTERS), printable())),
  /** Milliseconds that the whole call took: no less, and no more. */
  minMs: z.optional(durationSchema),
  maxMs: z.optional(durationSchema),
  /** Part of what its error says, or of its code; letters of ASCII in either case. */
  errorText: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_ERROR_TEXT_CHARACTERS), printable())),
};

export const callLogQuerySchema = z.strictObject({
  ...matchFields,
  /** From this instant on. */
  from: z.optional(instant),
  /** Before this instant. */
  to: z.optional(instant),
  /** What the page before ended with: only calls before it. */
  before: z.optional(z.string().check(z.regex(/^\d{1,15}_\S{0,64}$/, 'must be what a page ended with'))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_PAGE)), 50),
});
export type CallLogQuery = z.infer<typeof callLogQuerySchema>;

/** `GET /api/logs/tail`: calls as they end, as server-sent events. */
export const callTailQuerySchema = z.strictObject(matchFields);
export type CallTailQuery = z.infer<typeof callTailQuerySchema>;

export const loggedCallSchema = z.object({
  requestId: z.string(),
  startedAt: z.iso.datetime(),
  /** `null`: without a key. */
  keyId: z.nullable(z.string()),
  /** `null`: unknown by now. */
  keyName: z.nullable(z.string()),
  person: z.string(),
  personName: z.nullable(z.string()),
  plan: z.string(),
  endpoint: z.enum(ENDPOINT_IDS),
  /** Empty: it was refused before it named one. */
  model: z.string(),
  /** Empty: it was refused before one was chosen. */
  upstream: z.string(),
  sandbox: z.boolean(),
  streamed: z.boolean(),
  /** The HTTP status that the caller saw; 499 when it had left. */
  status: z.number(),
  outcome: z.enum(OUTCOMES),
  errorCode: z.nullable(z.enum(ERROR_CODES)),
  /** What its caller was told, or the beginning of that; `null`: no error, or nothing is known of its words. */
  errorMessage: z.nullable(z.string()),
  /** Whose limit refused it; `null`: none of this console’s. */
  limitedBy: z.nullable(z.enum(LIMIT_SCOPES)),
  promptTokens: z.number(),
  completionTokens: z.number(),
  /** `null`: the upstream did not say. */
  cachedTokens: z.nullable(z.number()),
  reasoningTokens: z.nullable(z.number()),
  /** Who counted the tokens. */
  usageSource: z.enum(['upstream', 'estimated', 'none']),
  /** `null`: the model has no price. */
  costMicros: z.nullable(z.number()),
  /** From the call’s arrival to the first byte of its answer; `null`: there was none. */
  firstByteMs: z.nullable(z.number()),
  durationMs: z.number(),
  /** From sending to the upstream until its answer’s headers; `null`: it was not asked, or gave none. */
  upstreamMs: z.nullable(z.number()),
  requestBytes: z.number(),
  answerBytes: z.number(),
});
export type LoggedCall = z.infer<typeof loggedCallSchema>;

export const callLogSchema = z.object({
  object: z.literal('call_log'),
  /** ISO 4217. */
  currency: z.string(),
  /** Newest first. */
  data: z.array(loggedCallSchema),
  /** Of the next page’s query; `null`: this is the last one. */
  before: z.nullable(z.string()),
  /**
   * Looking further would have taken too long: only calls from this instant on are told of; `null`: they are as many as
   * were asked for, or all there are.
   */
  lookedTo: z.nullable(z.iso.datetime()),
});
export type CallLog = z.infer<typeof callLogSchema>;

/** Why it is over: the process ends, whoever looks on may not any more, or did not read. */
export const TAIL_ENDS = ['draining', 'access_ended', 'reader_stalled'] as const;
export type TailEnd = (typeof TAIL_ENDS)[number];

export const tailNewsSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begin'),
    /** ISO 4217. */
    currency: z.string(),
    /** `false`: calls that other processes serve are not told of. */
    isWhole: z.boolean(),
  }),
  z.object({
    type: z.literal('calls'),
    /** In the order in which they ended. */
    calls: z.array(loggedCallSchema),
    /** How many more there were than are told of at once. */
    leftOut: z.number(),
    /** There may have been others: the log has them. */
    gap: z.boolean(),
  }),
  z.object({ type: z.literal('end'), reason: z.enum(TAIL_ENDS) }),
]);
export type TailNews = z.infer<typeof tailNewsSchema>;
