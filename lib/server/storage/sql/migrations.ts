import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { BUILT_IN_PLANS } from '#lib/contract/plans.ts';
import { createAlertTables } from './alert-tables.ts';
import { createCallTables } from './call-tables.ts';
import { CONVERSATION_TABLES, createConversationIndexes } from './conversation-tables.ts';
import { createLimitTables } from './limit-tables.ts';
import { createPictureTables } from './picture-tables.ts';
import { createRunTables } from './run-tables.ts';
import type { Database } from './schema.ts';
import { createTable, type Dialect, type TableForm } from './tables.ts';
import { createUsageTables } from './usage-tables.ts';

/** Forward only: a migration that has been released is never changed, the next one mends it. Names sort in order. */
export const migrationsFor = (dialect: Dialect): Record<string, Migration> => ({
  '0001-gateway': { up: (database) => createGatewayTables(database, dialect) },
  '0002-people': { up: (database) => createPeopleTables(database, dialect) },
  '0003-conversations': { up: (database) => createConversationTables(database, dialect) },
  '0004-runs': { up: (database) => createRunTables(database, dialect) },
  '0005-pictures': { up: (database) => createPictureTables(database, dialect) },
  '0006-usage': { up: (database) => createUsageTables(database, dialect) },
  '0007-limits': { up: (database) => createLimitTables(database, dialect) },
  '0008-calls': { up: (database) => createCallTables(database, dialect) },
  '0009-alerts': { up: (database) => createAlertTables(database, dialect) },
});

/**
 * Brings a database to the newest form.
 *
 * @param migrations all there are; a test may give fewer, to make an older form
 * @throws Error that names the migration that failed
 */
export async function migrate(
  database: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error, results } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new Error(
      'This database was made by a newer version of the console. Update the console, or use another one.',
      {
        cause: error,
      },
    );
  }
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the migrations’ own table';
  throw new Error(`Migration failed at ${failed}`, { cause: error });
}

const CALL_TEXT = ['request_id', 'key_id?', 'owner', 'plan', 'endpoint', 'model', 'upstream'];
const CALL_INT = ['started_at_ms', 'sandbox', 'streamed', 'prompt_tokens'];
const SERIES_TEXT = [
  'key_id',
  'owner',
  'plan',
  'endpoint',
  'model',
  'upstream',
  'outcome',
  'error_code',
  'usage_source',
];
const SERIES_INT = ['status', 'sandbox', 'streamed'];

const GATEWAY_TABLES: Readonly<Record<string, TableForm>> = {
  meta: { key: ['name'], text: ['name', 'value'] },
  plan: { key: ['id'], text: ['id', 'owner', 'name', 'limits', 'pool'], int: ['built_in'] },
  api_key: {
    key: ['id'],
    text: ['id', 'owner', 'name', 'plan', 'hash', 'last_four', 'models?', 'routes?', 'limits'],
    int: ['expires_at_ms?', 'revoked_at_ms?', 'created_at_ms'],
    references: { plan: 'plan.id' },
  },
  instance: { key: ['id'], text: ['id'], int: ['seen_at_ms'] },
  reservation: {
    key: ['request_id'],
    text: [...CALL_TEXT, 'instance_id'],
    int: [...CALL_INT, 'reserved_tokens', 'reserved_micros'],
  },
  ledger: {
    key: ['request_id'],
    text: [...CALL_TEXT, 'usage_source', 'outcome', 'error_code?'],
    int: [
      ...CALL_INT,
      ...['completion_tokens', 'cached_tokens?', 'reasoning_tokens?', 'images', 'audio_ms?', 'status', 'cost_micros?'],
      ...['request_bytes', 'answer_bytes'],
    ],
    real: ['first_byte_ms?', 'duration_ms', 'upstream_ms?'],
  },
  series: { serial: 'id', text: SERIES_TEXT, int: SERIES_INT, unique: [...SERIES_TEXT, ...SERIES_INT] },
  usage_quarter: {
    key: ['quarter', 'series_id'],
    int: [
      ...['quarter', 'series_id', 'requests', 'prompt_tokens', 'completion_tokens', 'cached_tokens'],
      ...['reasoning_tokens', 'images', 'audio_ms', 'cost_micros', 'unpriced', 'request_bytes', 'answer_bytes'],
    ],
    real: ['duration_ms'],
    references: { series_id: 'series.id' },
  },
  usage_bucket: {
    key: ['quarter', 'series_id', 'timing', 'bucket'],
    text: ['timing'],
    // Where a bucket is, a quarter is as well, and that one refers to the series: one index to look through, not two.
    int: ['quarter', 'series_id', 'bucket', 'count'],
  },
  usage_minute: {
    key: ['minute', 'key_id', 'owner', 'model', 'outcome', 'sandbox'],
    text: ['key_id', 'owner', 'model', 'outcome'],
    int: ['minute', 'sandbox', 'requests', 'tokens', 'cost_micros'],
  },
};

/** The first four are those that the sign-in library asks for (sql/people-schema.test.ts compares them). */
const PEOPLE_TABLES: Readonly<Record<string, TableForm>> = {
  person: {
    key: ['id'],
    text: [
      ...['id', 'email', 'name', 'image?', 'role', 'plan', 'disabled_reason?', 'disabled_until?'],
      ...['created_at', 'updated_at'],
    ],
    int: ['email_verified', 'disabled'],
    unique: ['email'],
    references: { plan: 'plan.id' },
  },
  session: {
    key: ['id'],
    text: [
      ...['id', 'person_id', 'token', 'expires_at', 'created_at', 'updated_at'],
      ...['ip_address?', 'user_agent?', 'impersonated_by?'],
    ],
    unique: ['token'],
    references: { person_id: 'person.id' },
  },
  account: {
    key: ['id'],
    text: [
      ...['id', 'person_id', 'account_id', 'provider_id', 'password?', 'access_token?', 'refresh_token?', 'id_token?'],
      ...['access_token_expires_at?', 'refresh_token_expires_at?', 'scope?', 'created_at', 'updated_at'],
    ],
    unique: ['provider_id', 'account_id'],
    references: { person_id: 'person.id' },
  },
  verification: {
    key: ['id'],
    text: ['id', 'identifier', 'value', 'expires_at', 'created_at', 'updated_at'],
  },
  invitation: {
    key: ['id'],
    text: ['id', 'token_hash', 'person_id?', 'role', 'plan', 'email?', 'created_by'],
    int: ['created_at_ms', 'expires_at_ms', 'used_at_ms?', 'withdrawn_at_ms?'],
    unique: ['token_hash'],
    // Not its plan: what is over must not hold a plan that nobody uses any more.
    references: { person_id: 'person.id' },
  },
  audit: {
    serial: 'id',
    text: [
      ...['actor_id', 'actor_name', 'actor_role', 'peer?', 'request_id', 'action'],
      ...['target_kind?', 'target_id?', 'target_name?', 'details'],
    ],
    int: ['at_ms'],
  },
};

async function createPeopleTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(PEOPLE_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema.createIndex('session_person').on('session').column('person_id').execute();
  await database.schema.createIndex('account_person').on('account').column('person_id').execute();
  await database.schema.createIndex('api_key_owner').on('api_key').column('owner').execute();
  for (const statement of APPEND_ONLY[dialect]) await sql.raw(statement).execute(database);
}

async function createConversationTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(CONVERSATION_TABLES)) await createTable(database, name, { dialect, form });
  await createConversationIndexes(database, dialect);
}

const ONLY_ADDED_TO = 'the audit log is only added to';
/** What is in the log stays as it is, also for a fault in our own code. */
const APPEND_ONLY: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    ['update', 'UPDATE ON audit'],
    ['delete', 'DELETE ON audit'],
    // What INSERT OR REPLACE deletes on its way fires no trigger.
    ['replace', 'INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)'],
  ].map(
    ([name, act]) => `CREATE TRIGGER audit_no_${name} BEFORE ${act} BEGIN SELECT RAISE(ABORT, '${ONLY_ADDED_TO}'); END`,
  ),
  postgres: [
    `CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '${ONLY_ADDED_TO}'; END $$`,
    `CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
      FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()`,
  ],
};

async function createGatewayTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(GATEWAY_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema
    .createIndex('ledger_started_at')
    .on('ledger')
    .columns(['started_at_ms', 'request_id'])
    .execute();
  // Somebody's use of a month, and whether anything refers to a series.
  await database.schema
    .createIndex('usage_quarter_series')
    .on('usage_quarter')
    .columns(['series_id', 'quarter'])
    .execute();
  for (const { id, name, limits, pool } of BUILT_IN_PLANS) {
    await sql`INSERT INTO plan (id, owner, name, built_in, limits, pool)
      VALUES (${id}, ${LOCAL_OWNER}, ${name}, 1, ${JSON.stringify(limits)}, ${JSON.stringify(pool)})`.execute(database);
  }
}
