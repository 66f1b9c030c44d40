import * as z from 'zod/mini';

/** `GET /api/connection`: what answers. The key itself never leaves the server; only whether one is set does. */
export const connectionSchema = z.object({
  /** `none`: a team whose settings name no upstream; the sandbox is not for it unless it is asked for. */
  kind: z.enum(['sandbox', 'remote', 'none']),
  /** `sandbox`, the upstream's host, or nothing. */
  name: z.string(),
  /** Absent for the sandbox. */
  baseUrl: z.optional(z.string()),
  keySet: z.boolean(),
});

export type Connection = z.infer<typeof connectionSchema>;

/** What answers, in two words. */
export type ConnectionName = Pick<Connection, 'kind' | 'name'>;

/** `POST /api/connection`: the test's wish; without a model the first one that can chat is used. */
export const connectionTestRequestSchema = z.strictObject({ model: z.optional(z.string()) });

const stepSchema = z.object({
  step: z.enum(['models', 'chat']),
  /** `skipped`: an earlier step failed, so there was nothing to try this one with. */
  outcome: z.enum(['ok', 'failed', 'skipped']),
  latencyMs: z.optional(z.number()),
  /** How many models were listed. */
  modelCount: z.optional(z.number()),
  /** The model that was sent one token. */
  model: z.optional(z.string()),
  error: z.optional(z.object({ code: z.string(), message: z.string() })),
});

/** The test's report, one row per step in the order they ran. */
export const connectionTestSchema = z.object({ steps: z.array(stepSchema) });

export type ConnectionTest = z.infer<typeof connectionTestSchema>;
