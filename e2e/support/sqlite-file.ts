import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Runs one statement on the database of a data folder, beside the process that has it open.
 *
 * @returns the values of its rows, one after the other
 */
export function runSqliteSql(dataDir: string, text: string): unknown[] {
  const database = new DatabaseSync(join(dataDir, 'ruijing.db'), { timeout: 5_000 });
  try {
    return database
      .prepare(text)
      .all()
      .flatMap((row) => Object.values(row));
  } finally {
    database.close();
  }
}

/** Ids of the calls that are under way, or were left behind, by the books in a data folder. */
export const reservationsIn = (dataDir: string): unknown[] =>
  runSqliteSql(dataDir, 'SELECT request_id FROM reservation ORDER BY request_id');
