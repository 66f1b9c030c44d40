import * as z from 'zod/mini';
import { ENDPOINT_IDS } from './endpoints.ts';
import { limitsSchema, limitsWriteSchema, planIdSchema } from './plans.ts';
import { nameSchema, printable } from './text.ts';

/** `/api/keys`: the virtual keys that callers of `/v1` hold. */

/** Who answers for a key, and whose keys share a plan's limits. */
const ownerSchema = nameSchema;
const modelIdSchema = z.string().check(z.minLength(1), z.maxLength(256), printable());
const listOf = <T extends z.ZodMiniType>(schema: T) =>
  z.nullable(z.array(schema).check(z.minLength(1), z.maxLength(200)));
const routeSchema = z.enum(ENDPOINT_IDS);
const instantSchema = z.iso.datetime({ offset: true });

/** The owner of keys and calls in local mode. */
export const LOCAL_OWNER = 'local';

export const keySchema = z.object({
  /** The public part, between the two hyphens of the key. */
  id: z.string(),
  name: nameSchema,
  owner: ownerSchema,
  plan: planIdSchema,
  /** `null`: every model. */
  models: listOf(modelIdSchema),
  /** Ids of the endpoint table; `null`: every route. The lists of models are always open. */
  routes: listOf(routeSchema),
  /** This key's own limits, below its plan's. */
  limits: limitsSchema,
  expiresAt: z.nullable(instantSchema),
  revokedAt: z.nullable(instantSchema),
  createdAt: instantSchema,
  /** Until then what is said in its calls is kept; `null`: it is not, or not any more. */
  captureUntil: z.nullable(instantSchema),
  /** `rj-` and the id: what a person recognises the key by. */
  prefix: z.string(),
  lastFour: z.string(),
});
export type Key = z.infer<typeof keySchema>;

/** The only answer that ever holds the key itself. */
export const keyCreatedSchema = z.extend(keySchema, { key: z.string() });
export type KeyCreated = z.infer<typeof keyCreatedSchema>;

export const keyCreateSchema = z.strictObject({
  name: nameSchema,
  /** Left out: whoever makes it; another one only an admin may choose. */
  owner: z.optional(ownerSchema),
  /** Left out: the plan that whoever makes it is on; another one only an admin may choose. */
  plan: z.optional(planIdSchema),
  models: z.optional(listOf(modelIdSchema)),
  routes: z.optional(listOf(routeSchema)),
  limits: z.optional(limitsWriteSchema),
  expiresAt: z.optional(z.nullable(instantSchema)),
});
export type KeyCreate = z.infer<typeof keyCreateSchema>;

/** For so many hours from now on what is said in a key’s calls may be kept: nobody forgets that it is. */
export const CAPTURE_HOURS = [1, 24, 168] as const;
export type CaptureHours = (typeof CAPTURE_HOURS)[number];

export const keyPatchSchema = z.extend(z.partial(keyCreateSchema), {
  /** `null`: no longer. */
  captureHours: z.optional(z.nullable(z.literal(CAPTURE_HOURS))),
});
export type KeyPatch = z.infer<typeof keyPatchSchema>;

const MAX_OVERLAP_MINUTES = 30 * 24 * 60;

/** `POST /api/keys/{id}/rotate`: a new key in the place of one that is in use. */
export const keyRotateSchema = z.strictObject({
  /** So long the old one goes on beside the new one; 0: it is revoked at once. */
  overlapMinutes: z._default(z.int().check(z.gte(0), z.lte(MAX_OVERLAP_MINUTES)), 24 * 60),
});
export type KeyRotate = z.infer<typeof keyRotateSchema>;
