import * as z from 'zod/mini';
import { KINDS } from './endpoints.ts';
import { priceSchema } from './price.ts';

/** `GET /api/models`: what can be called, what it holds, what it costs and who serves it. */

/** A figure and who told it: the upstream's own list, or the API's documentation. */
const figureSchema = z.object({ value: z.int(), source: z.enum(['upstream', 'documentation']) });
export type Figure = z.infer<typeof figureSchema>;

/** Of one request through this gateway, whatever the upstream would take. */
export const REQUEST_LIMITS = [
  /** Texts. */
  'inputs',
  /** Bytes of the body, the picture in it encoded. */
  'bodyBytes',
  /** Bytes of the file. */
  'fileBytes',
  /** Characters of the text that is spoken. */
  'characters',
] as const;

export const catalogueModelSchema = z.object({
  id: z.string(),
  /** What it is for; empty where neither the upstream nor the documentation nor the settings tell. */
  kinds: z.array(z.enum(KINDS)),
  /** Whether pictures may be parts of a chat's messages, as the documentation says; `null`: it does not know the model. */
  takesImages: z.nullable(z.boolean()),
  /** Tokens, prompt and answer together; `null`: nobody tells. */
  contextTokens: z.nullable(figureSchema),
  /** Length of an embedding's vector; `null`: nobody tells. */
  dimensions: z.nullable(figureSchema),
  limits: z.array(z.object({ name: z.enum(REQUEST_LIMITS), value: z.int() })),
  /** `null`: unpriced. Calls that the sandbox answers cost nothing. */
  price: z.nullable(priceSchema),
  /** The one that offers it. */
  upstream: z.string(),
  /** The one that calls go to, which is another where an earlier one takes them; `null`: they are refused. */
  servedBy: z.nullable(z.string()),
  /** Offered by the built-in sandbox. */
  sandbox: z.boolean(),
  /** A magic model of the sandbox, which rehearses a fault. */
  fault: z.boolean(),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;

export const catalogueUpstreamSchema = z.object({
  name: z.string(),
  sandbox: z.boolean(),
  kinds: z.array(z.enum(KINDS)),
  /** How many models it offers. */
  modelCount: z.int(),
  /** Until it had told them, or until that failed. */
  latencyMs: z.int(),
  /** Why it could not be asked now; its models are then those that the settings name. */
  failure: z.nullable(z.object({ code: z.string(), message: z.string() })),
});
export type CatalogueUpstream = z.infer<typeof catalogueUpstreamSchema>;

export const catalogueSchema = z.object({
  object: z.literal('catalogue'),
  /** ISO 4217; of every price. */
  currency: z.string(),
  /** In the order in which upstreams are asked. */
  models: z.array(catalogueModelSchema),
  upstreams: z.array(catalogueUpstreamSchema),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
