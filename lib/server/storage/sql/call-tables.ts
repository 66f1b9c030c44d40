import { type Kysely, type SqlBool, sql } from 'kysely';
import { createTable, type Dialect, type TableForm } from './tables.ts';

const CALL_TABLES: Readonly<Record<string, TableForm>> = {
  /** Headers of calls, each set once: a client's are the same in all of its calls. */
  header_set: { serial: 'id', text: ['hash', 'headers'], int: ['seen_at_ms'], unique: ['hash'] },
  /** What was said in a call whose key is to keep it. */
  payload: {
    // Rows of a table that lies in its key's order have to be small: this one's are not.
    serial: 'number',
    text: ['request_id', 'key_id', 'owner', 'request_type?', 'answer_type?', 'answer_headers'],
    int: [...['captured_at_ms', 'expires_at_ms', 'request_bytes', 'answer_bytes'], ...['request_cut', 'answer_cut']],
    bytes: ['request?', 'answer?'],
    unique: ['request_id'],
  },
};

/** What is known of a call beside its row. Rows from before have no headers. */
export async function createCallTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(CALL_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema.createIndex('payload_key').on('payload').column('key_id').execute();
  await database.schema.createIndex('payload_expires_at').on('payload').column('expires_at_ms').execute();
  await database.schema.createIndex('header_set_seen_at').on('header_set').column('seen_at_ms').execute();
  // Calls with an error are few among many, and what is looked for most.
  await database.schema
    .createIndex('ledger_errors')
    .on('ledger')
    .columns(['started_at_ms', 'request_id'])
    .where(sql<SqlBool>`error_code IS NOT NULL`)
    .execute();
  const int = dialect === 'sqlite' ? sql`integer` : sql`bigint`;
  // No reference: it would be looked at with every row, and sets go later than the rows that name them.
  await database.schema.alterTable('ledger').addColumn('headers_id', int).execute();
  await database.schema.alterTable('api_key').addColumn('capture_until_ms', int).execute();
}
