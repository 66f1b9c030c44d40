import type { Kysely } from 'kysely';
import { createTable, type Dialect, type TableForm } from './tables.ts';

const LIMIT_TABLES: Readonly<Record<string, TableForm>> = {
  limit_minute: {
    // The subject first: one is asked about at a time, and its minutes lie beside each other.
    key: ['subject', 'minute'],
    text: ['subject'],
    int: [
      ...['minute', 'requests', 'tokens', 'cost_micros'],
      ...['rate_refused', 'quota_refused', 'spend_refused', 'upstream_refused', 'overload_refused'],
    ],
  },
  upstream_limit: {
    key: ['upstream'],
    text: ['upstream', 'limits'],
    int: ['observed_at_ms'],
  },
};

/**
 * Minutes by whose limits they count against, in the place of those by model (`usage_minute`), which nobody read. That
 * table stays: processes of the version before may still write to it while others are updated.
 */
export async function createLimitTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(LIMIT_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema.createIndex('limit_minute_minute').on('limit_minute').column('minute').execute();
  await database.schema.alterTable('ledger').addColumn('error_message', 'text').execute();
  await database.schema.alterTable('ledger').addColumn('limited_by', 'text').execute();
}
