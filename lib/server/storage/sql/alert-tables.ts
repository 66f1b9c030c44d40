import { type Generated, type Kysely, type SqlBool, sql } from 'kysely';
import { createTable, type Dialect, type TableForm } from './tables.ts';

/** Instants are Unix milliseconds, flags 0 and 1, as in schema.ts. */

export interface AlertRuleTable {
  readonly id: string;
  readonly name: string;
  readonly metric: string;
  readonly scope_kind: string;
  readonly scope_id: string | null;
  readonly limit_kind: string | null;
  readonly threshold: number;
  readonly window_minutes: number | null;
  readonly min_calls: number | null;
  readonly enabled: number;
  readonly version: number;
  readonly created_at_ms: number;
}

export interface AlertWebhookTable {
  readonly id: string;
  readonly name: string;
  readonly form: string;
  readonly language: string;
  readonly enabled: number;
  readonly address_shown: string;
  /** Address and secret, encrypted (server/alerts/seal.ts). */
  readonly sealed: string;
  readonly signed: number;
  readonly created_at_ms: number;
}

export interface AlertEpisodeTable {
  readonly id: Generated<number>;
  readonly rule_id: string;
  /** JSON of `RuleMatter`, as it was when it fired. */
  readonly rule: string;
  readonly scope_name: string | null;
  /** JSON of `AlertAbout`. */
  readonly about: string | null;
  readonly opened_at_ms: number;
  readonly closed_at_ms: number | null;
  readonly closed_by: string | null;
  readonly calm_since_ms: number | null;
  readonly opening_value: number;
  readonly worst_value: number;
}

export interface AlertDeliveryTable {
  readonly id: Generated<number>;
  readonly episode_id: number;
  readonly message_id: string;
  readonly webhook_id: string;
  readonly webhook_name: string;
  readonly form: string;
  readonly kind: string;
  /** JSON of `EpisodeEvent`. */
  readonly event: string;
  readonly state: string;
  readonly attempts: number;
  readonly next_at_ms: number;
  readonly taken_until_ms: number;
  readonly last_at_ms: number | null;
  readonly last_status: number | null;
  /** JSON of `DeliveryFailure`. */
  readonly last_failure: string | null;
}

export interface LeaseTable {
  readonly name: string;
  readonly holder: string;
  readonly until_ms: number;
}

const ALERT_TABLES: Readonly<Record<string, TableForm>> = {
  alert_rule: {
    key: ['id'],
    text: ['id', 'name', 'metric', 'scope_kind', 'scope_id?', 'limit_kind?'],
    int: ['window_minutes?', 'min_calls?', 'enabled', 'version', 'created_at_ms'],
    real: ['threshold'],
  },
  alert_webhook: {
    key: ['id'],
    text: ['id', 'name', 'form', 'language', 'address_shown', 'sealed'],
    int: ['enabled', 'signed', 'created_at_ms'],
  },
  // Rules and webhooks may be deleted; what came of them stays, so nothing refers to them.
  alert_episode: {
    serial: 'id',
    text: ['rule_id', 'rule', 'scope_name?', 'about?', 'closed_by?'],
    int: ['opened_at_ms', 'closed_at_ms?', 'calm_since_ms?'],
    real: ['opening_value', 'worst_value'],
  },
  alert_delivery: {
    serial: 'id',
    text: ['message_id', 'webhook_id', 'webhook_name', 'form', 'kind', 'event', 'state', 'last_failure?'],
    int: ['episode_id', 'attempts', 'next_at_ms', 'taken_until_ms', 'last_at_ms?', 'last_status?'],
    references: { episode_id: 'alert_episode.id' },
  },
  lease: { key: ['name'], text: ['name', 'holder'], int: ['until_ms'] },
};

export async function createAlertTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(ALERT_TABLES)) await createTable(database, name, { dialect, form });
  // Whoever evaluates, and however many at once: a rule fires once until that is over.
  await database.schema
    .createIndex('alert_episode_open')
    .on('alert_episode')
    .column('rule_id')
    .unique()
    .where(sql<SqlBool>`closed_at_ms IS NULL`)
    .execute();
  await database.schema.createIndex('alert_delivery_episode').on('alert_delivery').column('episode_id').execute();
  await database.schema
    .createIndex('alert_delivery_due')
    .on('alert_delivery')
    .column('next_at_ms')
    .where(sql<SqlBool>`state = 'pending'`)
    .execute();
}
