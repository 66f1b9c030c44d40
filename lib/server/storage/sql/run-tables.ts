import { type Kysely, type SqlBool, sql } from 'kysely';
import { createTable, type Dialect, type TableForm } from './tables.ts';

const RUN_TABLES: Readonly<Record<string, TableForm>> = {
  run: {
    key: ['id'],
    text: ['id', 'owner', 'instance_id', 'model', 'status', 'bill?', 'conversation_id?', 'message_id?'],
    int: ['created_at_ms', 'stop_asked'],
    real: ['duration_ms?'],
  },
  run_event: {
    key: ['run_id', 'n'],
    text: ['run_id', 'type', 'data'],
    int: ['n'],
    real: ['at_ms'],
    references: { run_id: 'run.id' },
  },
};

export async function createRunTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(RUN_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema.createIndex('run_created_at').on('run').column('created_at_ms').execute();
  // The few that go on, among all that have been.
  await database.schema
    .createIndex('run_running')
    .on('run')
    .column('id')
    .where(sql<SqlBool>`status = 'running'`)
    .execute();
}
