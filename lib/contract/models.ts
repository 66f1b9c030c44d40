import * as z from 'zod/mini';

export const MODEL_TYPES = ['chat', 'embedding', 'vision', 'transcription', 'speech'] as const;

/**
 * One model of `GET /v1/models`. Other servers leave out all but `id`, and add fields of their own: everything else is
 * optional and unknown fields are kept.
 */
export const modelSchema = z.looseObject({
  id: z.string().check(z.minLength(1)),
  object: z.optional(z.literal('model')),
  owned_by: z.optional(z.nullable(z.string())),
  type: z.catch(z.optional(z.enum(MODEL_TYPES)), undefined),
  /** Tokens, prompt and answer together. */
  context_length: z.catch(z.optional(z.int().check(z.positive())), undefined),
  /** Length of an embedding's vector. */
  dimensions: z.catch(z.optional(z.int().check(z.positive())), undefined),
});

export type Model = z.infer<typeof modelSchema>;

export const modelListSchema = z.looseObject({ object: z.optional(z.string()), data: z.array(modelSchema) });

export type ModelList = z.infer<typeof modelListSchema>;

/** `owned_by` of every model of the built-in sandbox: wherever one is named, 沙盒 / sandbox stands beside it. */
export const SANDBOX_OWNER = 'sandbox';
