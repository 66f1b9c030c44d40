import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { BUILT_IN_PLANS } from '#lib/contract/plans.ts';
import type { Database } from './schema.ts';

export type Dialect = 'sqlite' | 'postgres';

/** Forward only: a migration that has been released is never changed, the next one mends it. Names sort in order. */
export const migrationsFor = (dialect: Dialect): Record<string, Migration> => ({
  '0001-gateway': { up: (database) => createGatewayTables(database, dialect) },
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

interface TableForm {
  /** A number that the database gives each new row; the primary key. */
  readonly serial?: string;
  readonly key?: readonly string[];
  readonly unique?: readonly string[];
  /** Columns by type; one whose name ends in `?` may be NULL. */
  readonly text?: readonly string[];
  readonly int?: readonly string[];
  readonly real?: readonly string[];
  /** Column to the column that it must be found in. */
  readonly references?: Readonly<Record<string, string>>;
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

async function createTable(
  database: Kysely<unknown>,
  name: string,
  { dialect, form }: { dialect: Dialect; form: TableForm },
): Promise<void> {
  const sqlite = dialect === 'sqlite';
  let table: CreateTableBuilder<string, string> = database.schema.createTable(name);
  if (form.serial !== undefined) {
    // Without `autoincrement` SQLite gives the number of a row that was deleted to the next one; what still remembers
    // the old one would take the new one for it.
    const type = sqlite ? sql`integer` : sql`bigint generated by default as identity`;
    table = table.addColumn(form.serial, type, (column) =>
      sqlite ? column.primaryKey().autoIncrement() : column.primaryKey(),
    );
  }
  const columns = [
    ...(form.text ?? []).map((column) => [column, sql`text`] as const),
    ...(form.int ?? []).map((column) => [column, sqlite ? sql`integer` : sql`bigint`] as const),
    ...(form.real ?? []).map((column) => [column, sqlite ? sql`real` : sql`double precision`] as const),
  ];
  for (const [marked, type] of columns) {
    const column = marked.replace('?', '');
    const reference = form.references?.[column];
    table = table.addColumn(column, type, (definition) => {
      const required = column === marked ? definition.notNull() : definition;
      return reference === undefined ? required : required.references(reference);
    });
  }
  if (form.key !== undefined) table = table.addPrimaryKeyConstraint(`${name}_key`, [...form.key]);
  if (form.unique !== undefined) table = table.addUniqueConstraint(`${name}_unique`, [...form.unique]);
  // Strict: values of another type are refused. Without rowid: rows lie in the key's order, found in one step.
  if (sqlite) table = table.modifyEnd(form.serial === undefined ? sql`strict, without rowid` : sql`strict`);
  await table.execute();
}
