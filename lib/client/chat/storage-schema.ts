import * as z from 'zod/mini';

const optionalNumber = z.optional(z.number());

const userSchema = z.object({ id: z.string(), role: z.literal('user'), text: z.string() });

const assistantSchema = z.object({
  id: z.string(),
  role: z.literal('assistant'),
  model: z.string(),
  sandbox: z.boolean(),
  text: z.string(),
  reasoning: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  status: z.enum(['streaming', 'done', 'stopped', 'failed', 'interrupted']),
  finishReason: z.optional(z.string()),
  failure: z.optional(
    z.object({
      status: z.number(),
      type: z.string(),
      code: z.string(),
      message: z.string(),
      requestId: z.optional(z.string()),
      retryAt: optionalNumber,
    }),
  ),
  usage: z.optional(z.object({ promptTokens: z.number(), completionTokens: z.number(), estimated: z.boolean() })),
  timings: z.object({
    firstThoughtMs: optionalNumber,
    firstAnswerMs: optionalNumber,
    thoughtEndMs: optionalNumber,
    totalMs: optionalNumber,
  }),
  requestId: z.optional(z.string()),
});

/** What `storage.ts` wrote, as it is read back: another version, or a person with developer tools, may have written it. */
export const storedChatSchema = z.object({
  settings: z.object({
    model: z.string(),
    system: z.string(),
    parameters: z.object({
      temperature: optionalNumber,
      top_p: optionalNumber,
      frequency_penalty: optionalNumber,
      presence_penalty: optionalNumber,
      max_tokens: optionalNumber,
      stop: z.optional(z.array(z.string())),
      seed: optionalNumber,
    }),
  }),
  messages: z.array(z.discriminatedUnion('role', [userSchema, assistantSchema])),
  draft: z.string(),
});
