import { DatabaseSync } from 'node:sqlite';

/** How long one connection waits for another's transaction; both live in this process, so that is short. */
const BUSY_MS = 5_000;

/**
 * Opens a connection as every part of this process does.
 *
 * @throws Error when the file cannot be opened, or is no database
 */
export function openConnection(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  // WAL: readers and the writer do not wait for each other. NORMAL: a commit survives the end of this process at any
  // moment; only a power cut may take the last ones, which the ledger's groups prevent with FULL.
  // The log is carried over into the file by a thread of its own (storage.ts): on this one calls would wait for it.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0',
  );
  return database;
}
