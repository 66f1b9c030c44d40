import * as z from 'zod/mini';
import { loggedCallSchema } from './call-log.ts';

/** `GET /api/logs/{id}`: all that is known of one call, but for what was said in it. */

const instant = z.iso.datetime();

/** A body that is kept: what is known of it. */
const bodyFields = {
  /** Its media type; `null`: its sender named none. */
  type: z.nullable(z.string()),
  /** Of the whole of it. */
  bytes: z.number(),
  /** Only its beginning is kept. */
  isCut: z.boolean(),
};

export const callDetailSchema = z.object({
  object: z.literal('call_detail'),
  /** ISO 4217. */
  currency: z.string(),
  call: loggedCallSchema,
  /** As its caller sent them: the value is `null` where it is not kept; `null`: nothing is known of them. */
  headers: z.nullable(z.array(z.object({ name: z.string(), value: z.nullable(z.string()) }))),
  /** `null`: what was said in it is not kept, or is not for whoever asks. */
  payload: z.nullable(
    z.object({
      capturedAt: instant,
      expiresAt: instant,
      request: z.object(bodyFields),
      answer: z.object(bodyFields),
      /** Whoever reads it reads somebody else’s, and the audit log remembers that. */
      isOthers: z.boolean(),
    }),
  ),
});
export type CallDetail = z.infer<typeof callDetailSchema>;

const keptBodySchema = z.object({
  ...bodyFields,
  /** `null`: it was none, or no text. */
  text: z.nullable(z.string()),
});
export type KeptBodyTold = z.infer<typeof keptBodySchema>;

/** `GET /api/logs/{id}/payload`: what was said in a call. */
export const callPayloadSchema = z.object({
  object: z.literal('call_payload'),
  request: keptBodySchema,
  answer: keptBodySchema,
  /** Of the answer, as they were sent. */
  answerHeaders: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type CallPayload = z.infer<typeof callPayloadSchema>;

/** `/api/keys/{id}/payloads`: how many calls of a key have theirs kept, or had before they were deleted. */
export const keyPayloadsSchema = z.object({ object: z.literal('key_payloads'), count: z.number() });
export type KeyPayloads = z.infer<typeof keyPayloadsSchema>;
