import {
  type Dialect,
  type Kysely,
  PostgresDialect,
  PostgresIntrospector,
  type PostgresPool,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely';
import type { Pool } from 'pg';
import { storageUnavailable } from '#lib/server/storage/write-queue.ts';

/** Kysely over a pool. When there is no connection to be had, a query throws `ApiError` 503 `storage_unavailable`. */
export function createPostgresDialect(pool: Pool): Dialect {
  const answering: PostgresPool = {
    options: pool.options,
    end: () => pool.end(),
    connect: () =>
      pool.connect().catch((cause: unknown) => {
        throw storageUnavailable(cause);
      }),
  };
  return new MigratingDialect({ pool: answering });
}

class MigratingDialect extends PostgresDialect {
  override createIntrospector(database: Kysely<unknown>): OwnSchemaIntrospector {
    return new OwnSchemaIntrospector(database);
  }
}

/**
 * Knows the names of the tables in our own schema and nothing else: all that migrations ask. Kysely's own looks through
 * every schema, so it would take another one's table of migrations for ours, and fails when a table anywhere is dropped
 * while it looks.
 */
class OwnSchemaIntrospector extends PostgresIntrospector {
  readonly #database: Kysely<unknown>;

  constructor(database: Kysely<unknown>) {
    super(database);
    this.#database = database;
  }

  override getSchemas(): Promise<SchemaMetadata[]> {
    throw new Error('Schemas are not looked through');
  }

  override async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string; schema: string }>`
      SELECT tablename AS name, schemaname AS schema FROM pg_catalog.pg_tables
      WHERE schemaname = current_schema()`.execute(this.#database);
    return rows.map(({ name, schema }) => ({ name, schema, isView: false, isForeign: false, columns: [] }));
  }
}
