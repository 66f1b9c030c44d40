import * as z from 'zod/mini';
import { idSchema } from './conversations.ts';

/**
 * `/api/runs`: a chat request that the server makes and remembers. Whoever asked may leave and come back: every event of
 * the answer is numbered and kept as the gateway sent it.
 */

/** `interrupted`: its process ended first. */
export const RUN_STATUSES = ['running', 'done', 'stopped', 'failed', 'interrupted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const runCreateSchema = z.strictObject({
  /** Made by whoever asks: the same one sent twice is one run. */
  id: idSchema,
  /** The body of `POST /v1/chat/completions`; the gateway checks it. */
  request: z.looseObject({ model: z.string().check(z.minLength(1), z.maxLength(256)) }),
  /** The message that the answer becomes; without it, it stays in the run's log alone. */
  answer: z.optional(
    z.strictObject({
      conversationId: idSchema,
      /** A new message, or an answer that goes on. */
      messageId: idSchema,
      /** What it answers; of an answer that goes on it stays as it is. */
      parentId: z.nullable(idSchema),
    }),
  ),
});
export type RunCreate = z.input<typeof runCreateSchema>;

/** What the gateway's answer said of itself before its first words. */
export const runHeadSchema = z.object({
  status: z.int(),
  /** The body is a stream of events; else it is one JSON text. */
  streams: z.boolean(),
  sandbox: z.boolean(),
  requestId: z.nullable(z.string()),
  /** When trying again makes sense: Unix milliseconds, from `Retry-After`. */
  retryAtMs: z.nullable(z.number()),
});
export type RunHead = z.infer<typeof runHeadSchema>;

/** What the call was booked as. */
export const billSchema = z.object({
  promptTokens: z.number(),
  completionTokens: z.number(),
  /** The prompt as the gateway counted it before it was sent; `null`: it was too long to be read for that. */
  expectedPromptTokens: z.nullable(z.number()),
  /** The upstream reported none: these are the gateway's estimates. */
  estimated: z.boolean(),
  /** Millionths of the ledger's currency; `null`: the model has no price. */
  costMicros: z.nullable(z.number()),
});
export type Bill = z.infer<typeof billSchema>;

export const runSchema = z.object({
  id: idSchema,
  status: z.enum(RUN_STATUSES),
  model: z.string(),
  createdAtMs: z.number(),
  /** From the request to the last byte; `null`: it goes on, or nobody knows. */
  durationMs: z.nullable(z.number()),
  /** `null`: it goes on, or was never booked. */
  bill: z.nullable(billSchema),
});
export type Run = z.infer<typeof runSchema>;

/** From the request's start, in milliseconds by a clock that only goes forward. */
const atMs = z.number();

/**
 * One entry of the log. On the wire each is a server-sent event: `n` is its `id`, and its `data` is this as JSON. One
 * more, named `end` and without an `id`, closes the stream: its `data` is the {@link Run}.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('head'), n: z.int(), atMs, head: runHeadSchema }),
  /** A whole event of the gateway's stream or, of another answer, its whole body: the very bytes, as text. */
  z.object({ type: z.literal('raw'), n: z.int(), atMs, raw: z.string() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

export const runEventsQuerySchema = z.strictObject({
  /** The last event that the asker has: those after it are sent. */
  after: z._default(z.coerce.number().check(z.int(), z.gte(0)), 0),
});
