import * as z from 'zod/mini';
import { MAX_LIMITS } from './plans.ts';
import { nameSchema, printable } from './text.ts';

/** `/api/alerts/*`: what is watched, what is told to whom, and what came of it. */

/**
 * - `limit_share`: how much of a limit is gone, in per cent
 * - `error_rate`: of the calls that were let through, those that went wrong at the upstream or here, in per cent
 * - `latency_p95`: 95 % of the calls that were answered well took no longer, in milliseconds
 * - `spend_day`: what today has cost so far, in millionths of the ledger's currency
 */
export const ALERT_METRICS = ['limit_share', 'error_rate', 'latency_p95', 'spend_day'] as const;
export type AlertMetric = (typeof ALERT_METRICS)[number];

export const SCOPE_KINDS = ['all', 'key', 'person', 'plan', 'model', 'upstream'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** What a metric is known of. */
export const METRIC_SCOPES = {
  limit_share: ['all', 'key', 'person', 'plan'],
  error_rate: ['all', 'key', 'person', 'model', 'upstream'],
  latency_p95: ['all', 'key', 'person', 'model', 'upstream'],
  spend_day: ['all', 'key', 'person', 'model', 'upstream'],
} as const satisfies Record<AlertMetric, readonly ScopeKind[]>;

/** Thresholds in the unit of their metric. */
export const THRESHOLDS = {
  limit_share: { min: 1, max: 100 },
  error_rate: { min: 0.1, max: 100 },
  latency_p95: { min: 1, max: 3_600_000 },
  spend_day: { min: 1, max: MAX_LIMITS.spendMicrosPerMonth },
} as const satisfies Record<AlertMetric, { readonly min: number; readonly max: number }>;

/** Metrics of the calls of a window that ends now. */
export const WINDOWED = ['error_rate', 'latency_p95'] as const satisfies readonly AlertMetric[];
export const WINDOWS_MINUTES = [5, 15, 60] as const;
export const MAX_MIN_CALLS = 1_000_000;

/** Which limits a share is of. */
export const ALERT_LIMITS = ['requests', 'tokens', 'spend'] as const;
export type AlertLimit = (typeof ALERT_LIMITS)[number];

const MAX_ID_CHARACTERS = 256;
const scopeSchema = z.strictObject({
  kind: z.enum(SCOPE_KINDS),
  /** Of the key, person, plan or upstream, or the model's; `null` of `all`. */
  id: z._default(z.nullable(z.string().check(z.minLength(1), z.maxLength(MAX_ID_CHARACTERS), printable())), null),
});
export type AlertScope = z.infer<typeof scopeSchema>;

const ruleFields = {
  name: nameSchema,
  enabled: z.boolean(),
  metric: z.enum(ALERT_METRICS),
  scope: scopeSchema,
  /** In the metric's unit; it fires from this value on. */
  threshold: z.number(),
  /** Of `limit_share`; `null`: whichever is nearest to its end. Of other metrics `null`. */
  limit: z.nullable(z.enum(ALERT_LIMITS)),
  /** Of windowed metrics; of others `null`. */
  windowMinutes: z.nullable(z.literal([...WINDOWS_MINUTES])),
  /** Of windowed metrics: with fewer calls in the window it does not fire; of others `null`. */
  minCalls: z.nullable(z.int().check(z.gte(1), z.lte(MAX_MIN_CALLS))),
};

/** All of a rule that people decide. */
export const ruleMatterSchema = z.object(ruleFields);
export type RuleMatter = z.infer<typeof ruleMatterSchema>;

export const ruleCreateSchema = z.strictObject({
  ...ruleFields,
  enabled: z._default(ruleFields.enabled, true),
  limit: z.optional(ruleFields.limit),
  /** Left out: 15 where it is windowed. */
  windowMinutes: z.optional(ruleFields.windowMinutes),
  /** Left out: 10 where it is windowed. */
  minCalls: z.optional(ruleFields.minCalls),
});
export type RuleCreate = z.input<typeof ruleCreateSchema>;

/** What is left out stays as it is. */
export const rulePatchSchema = z.partial(z.strictObject(ruleFields));
export type RulePatch = z.input<typeof rulePatchSchema>;

/** Whose limit a share is of: where a rule watches many, the one that is nearest to its end. */
export const aboutSchema = z.object({
  kind: z.enum(['key', 'person', 'plan']),
  id: z.string(),
  /** `null`: unknown by now. */
  name: z.nullable(z.string()),
  limit: z.enum(ALERT_LIMITS),
});
export type AlertAbout = z.infer<typeof aboutSchema>;

/** What a rule sees now. */
export const observationSchema = z.object({
  /** In the metric's unit; `null`: there is nothing to measure, no call in the window or no limit. */
  value: z.nullable(z.number()),
  /** In the window; `null` where it is not about calls. */
  calls: z.nullable(z.int()),
  about: z.nullable(aboutSchema),
});
export type Observation = z.infer<typeof observationSchema>;

const instant = z.iso.datetime();

export const alertRuleSchema = z.extend(ruleMatterSchema, {
  id: z.string(),
  createdAt: instant,
  /** Of what its scope names; `null`: unknown by now. */
  scopeName: z.nullable(z.string()),
  /** `null`: it is switched off, or cannot be told now. */
  now: z.nullable(observationSchema),
  /** Since when it is firing; `null`: it is not. */
  firingSince: z.nullable(instant),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertRulesSchema = z.object({ data: z.array(alertRuleSchema), currency: z.string() });
export type AlertRules = z.infer<typeof alertRulesSchema>;

/** Why an episode is over: the value fell; nothing is left to measure; the rule was changed, switched off, deleted. */
export const ENDINGS_OF_EPISODES = ['recovered', 'no_data', 'changed', 'disabled', 'deleted'] as const;
export type EpisodeEnding = (typeof ENDINGS_OF_EPISODES)[number];

/**
 * - `json`: signed as Standard Webhooks says (standardwebhooks.com)
 * - `feishu`, `dingtalk`, `wecom`: what the group robots of 飞书, 钉钉 and 企业微信 take
 */
export const WEBHOOK_FORMS = ['json', 'feishu', 'dingtalk', 'wecom'] as const;
export type WebhookForm = (typeof WEBHOOK_FORMS)[number];

export const WEBHOOK_LANGUAGES = ['zh', 'en'] as const;
export type WebhookLanguage = (typeof WEBHOOK_LANGUAGES)[number];

/** Why a message was not taken. */
export const DELIVERY_FAILURES = [
  /** Another HTTP status than 2xx; `detail`: what came with it. */
  'status',
  /** A robot that answers 200 with an error in its body; `detail`: its code and words. */
  'refused',
  /** An answer that leads elsewhere: not followed. */
  'redirect',
  'timeout',
  'unreachable',
  /** It answered with something else than HTTP, or broke off. */
  'broken',
  /** The address is not one that may be sent to; `detail`: why. */
  'address',
  /** What was saved cannot be read with the secret that is set now. */
  'sealed',
] as const;
export type DeliveryFailureCode = (typeof DELIVERY_FAILURES)[number];

export const deliveryFailureSchema = z.object({ code: z.enum(DELIVERY_FAILURES), detail: z.string() });
export type DeliveryFailure = z.infer<typeof deliveryFailureSchema>;

/** `failed`: given up after many attempts; `cancelled`: its webhook was deleted or switched off. */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_KINDS = ['firing', 'over'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

export const deliverySchema = z.object({
  id: z.int(),
  webhookName: z.string(),
  form: z.enum(WEBHOOK_FORMS),
  kind: z.enum(DELIVERY_KINDS),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  lastAttemptAt: z.nullable(instant),
  /** `null`: there is no further attempt. */
  nextAttemptAt: z.nullable(instant),
  /** HTTP status of the last answer; `null`: none came. */
  lastStatus: z.nullable(z.int()),
  lastFailure: z.nullable(deliveryFailureSchema),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const episodeSchema = z.object({
  id: z.int(),
  ruleId: z.string(),
  /** As it was when it fired. */
  rule: ruleMatterSchema,
  scopeName: z.nullable(z.string()),
  openedAt: instant,
  /** `null`: it goes on. */
  closedAt: z.nullable(instant),
  closedBy: z.nullable(z.enum(ENDINGS_OF_EPISODES)),
  openingValue: z.number(),
  worstValue: z.number(),
  about: z.nullable(aboutSchema),
  deliveries: z.array(deliverySchema),
});
export type Episode = z.infer<typeof episodeSchema>;

const MAX_PAGE = 100;
export const episodesQuerySchema = z.strictObject({
  /** Id of a rule. */
  rule: z.optional(z.string().check(z.maxLength(MAX_ID_CHARACTERS), printable())),
  /** Only episodes before this one: the next page. */
  before: z.optional(z.coerce.number().check(z.int(), z.gte(1))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_PAGE)), 20),
});
export type EpisodesQuery = z.infer<typeof episodesQuerySchema>;

export const episodesSchema = z.object({
  /** Newest first. */
  data: z.array(episodeSchema),
  /** Of the next page's query; `null`: this is the last one. */
  before: z.nullable(z.int()),
});
export type Episodes = z.infer<typeof episodesSchema>;

const MAX_ADDRESS_CHARACTERS = 2_048;
const MAX_SECRET_CHARACTERS = 200;

const webhookFields = {
  name: nameSchema,
  form: z.enum(WEBHOOK_FORMS),
  language: z.enum(WEBHOOK_LANGUAGES),
  enabled: z.boolean(),
  address: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_ADDRESS_CHARACTERS), printable()),
  /** Of robots that check signatures: the one that they were given. The console makes the secret of `json` itself. */
  secret: z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_SECRET_CHARACTERS), printable())),
};

export const webhookCreateSchema = z.strictObject({
  ...webhookFields,
  language: z._default(webhookFields.language, 'zh'),
  enabled: z._default(webhookFields.enabled, true),
  secret: z.optional(webhookFields.secret),
});
export type WebhookCreate = z.input<typeof webhookCreateSchema>;

/** What is left out stays as it is; with another address goes the secret, which has to be given anew. */
export const webhookPatchSchema = z.partial(
  z.strictObject({
    name: webhookFields.name,
    language: webhookFields.language,
    enabled: webhookFields.enabled,
    address: webhookFields.address,
    secret: webhookFields.secret,
  }),
);
export type WebhookPatch = z.input<typeof webhookPatchSchema>;

export const webhookSchema = z.object({
  id: z.string(),
  name: nameSchema,
  form: z.enum(WEBHOOK_FORMS),
  language: z.enum(WEBHOOK_LANGUAGES),
  enabled: z.boolean(),
  /** Its server and its last letters: the rest may be a key. */
  address: z.string(),
  /** What it is sent is signed. */
  signed: z.boolean(),
  createdAt: instant,
});
export type Webhook = z.infer<typeof webhookSchema>;

export const webhooksSchema = z.object({ data: z.array(webhookSchema) });

/** The only answer that holds a secret: one that the console has just made. */
export const webhookSavedSchema = z.extend(webhookSchema, { secret: z.nullable(z.string()) });
export type WebhookSaved = z.infer<typeof webhookSavedSchema>;

/** `POST /api/alerts/webhooks/{id}/test`: what came of a message that is no alert. */
export const webhookTestSchema = z.object({
  delivered: z.boolean(),
  /** `null`: no answer came. */
  status: z.nullable(z.int()),
  failure: z.nullable(deliveryFailureSchema),
  /** The beginning of what it answered. */
  answer: z.string(),
  durationMs: z.int(),
});
export type WebhookTest = z.infer<typeof webhookTestSchema>;

/** `GET /api/alerts/firing`: how many alerts go on. */
export const firingSchema = z.object({ count: z.int() });
