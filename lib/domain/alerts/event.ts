import * as z from 'zod/mini';
import { aboutSchema, ENDINGS_OF_EPISODES, ruleMatterSchema } from '#lib/contract/alerts.ts';

/** What an alert's episode is told by, whatever the form of the message. Instants are Unix milliseconds. */
export const episodeEventSchema = z.object({
  kind: z.enum(['firing', 'over']),
  atMs: z.number(),
  episodeId: z.int(),
  ruleId: z.string(),
  rule: ruleMatterSchema,
  /** Of what the scope names; `null`: it names nothing, or nothing that is known. */
  scopeName: z.nullable(z.string()),
  about: z.nullable(aboutSchema),
  /** Now, in the metric's unit; `null`: nothing was measured. */
  value: z.nullable(z.number()),
  worst: z.number(),
  /** In the window; `null` where it is not about calls, or nothing was measured. */
  calls: z.nullable(z.number()),
  openedAtMs: z.number(),
  /** Why it is over; `null` while it fires. */
  closedBy: z.nullable(z.enum(ENDINGS_OF_EPISODES)),
});
export type EpisodeEvent = z.infer<typeof episodeEventSchema>;

/** A message by which somebody tries whether a webhook works. */
export interface TestEvent {
  readonly kind: 'test';
  readonly atMs: number;
}

export type AlertEvent = EpisodeEvent | TestEvent;
