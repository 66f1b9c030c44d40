import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Dialect, SqliteDialect, type SqliteStatement } from 'kysely';
import { toSqlValue } from './worker-protocol.ts';

/**
 * Kysely over a connection of this thread, for single statements about a row or a few: microseconds each, and no turn in
 * another thread's queue. Whoever opened the connection closes it.
 */
export function createInlineDialect(database: DatabaseSync): Dialect {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = toStatement(database.prepare(text));
      statements.set(text, statement);
    }
    return statement;
  };
  return new SqliteDialect({ database: { prepare, close: () => undefined } });
}

const toStatement = (statement: StatementSync): SqliteStatement => ({
  // What only writes answers with how many rows it changed.
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all(...parameters.map(toSqlValue)),
  run: (parameters) => statement.run(...parameters.map(toSqlValue)),
  iterate: (parameters) => statement.iterate(...parameters.map(toSqlValue)),
});
