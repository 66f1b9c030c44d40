import * as z from 'zod/mini';
import { PERSON_ROLES } from './people.ts';
import { printable } from './text.ts';

/** `/api/audit`: every administrative act, as it was done. */

/** What this version of the console does. */
export const AUDIT_ACTIONS = [
  'team.founded',
  'person.joined',
  'person.changed',
  'person.disabled',
  'person.enabled',
  'person.sessions_ended',
  'person.password_reset',
  'password.changed',
  'invitation.created',
  'invitation.withdrawn',
  'reset_link.created',
  'session.began',
  'session.refused',
  'session.ended',
  'key.created',
  'key.changed',
  'key.rotated',
  'key.revoked',
  'key.capture_started',
  'key.capture_ended',
  'payload.read',
  'payload.removed',
  'plan.created',
  'plan.changed',
  'plan.deleted',
  'local_plan.changed',
  'settings.changed',
  'alert_rule.created',
  'alert_rule.changed',
  'alert_rule.deleted',
  'webhook.created',
  'webhook.changed',
  'webhook.deleted',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_TARGETS = ['person', 'invitation', 'key', 'plan', 'settings', 'alert_rule', 'webhook'] as const;
export type AuditTargetKind = (typeof AUDIT_TARGETS)[number];

/** `local`: whoever sits at the machine, before there are accounts; `nobody`: not signed in. */
export const AUDIT_ROLES = [...PERSON_ROLES, 'local', 'nobody'] as const;

/**
 * An entry as it is kept. It may be another version's: while processes are updated one after the other, and after going
 * back to an older one, the log holds acts, roles and kinds of targets that are on no list here.
 */
export const auditEntrySchema = z.object({
  /** Grows with every entry. */
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ id: z.string(), name: z.string(), role: z.string() }),
  /** The address that the request came from, where it is known. */
  peer: z.nullable(z.string()),
  requestId: z.string(),
  action: z.string(),
  target: z.nullable(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
  /** What was changed, as `{field: {from, to}}`, or what was chosen; never a secret. */
  details: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const MAX_SEARCH_CHARACTERS = 100;
const searchSchema = z.string().check(z.maxLength(MAX_SEARCH_CHARACTERS), printable());
const instant = z.iso.datetime({ offset: true });

const filterFields = {
  action: z.optional(z.enum(AUDIT_ACTIONS)),
  /** Id of a person. */
  actor: z.optional(searchSchema),
  /** Id of a key, plan, person … */
  target: z.optional(searchSchema),
  /** Part of a name, an address or an id. */
  text: z.optional(searchSchema),
  /** From this instant on. */
  from: z.optional(instant),
  /** Before this instant. */
  to: z.optional(instant),
};

const MAX_PAGE = 200;

export const auditQuerySchema = z.strictObject({
  ...filterFields,
  /** Only entries older than this id: the next page. */
  before: z.optional(z.coerce.number().check(z.int(), z.gte(1))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_PAGE)), 50),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditExportQuerySchema = z.strictObject({
  ...filterFields,
  format: z.enum(['csv', 'json']),
});
export type AuditFilter = Omit<z.infer<typeof auditExportQuerySchema>, 'format'>;

export const auditPageSchema = z.object({
  /** Newest first. */
  data: z.array(auditEntrySchema),
  /** Of the next page's query; `null`: this is the last one. */
  before: z.nullable(z.int()),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
