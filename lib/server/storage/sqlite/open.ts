import { DatabaseSync } from 'node:sqlite';

/** How long the console's thread waits for another's transaction. */
export const PATIENT_MS = 5_000;
/**
 * How long calls do: the event loop stands still meanwhile. Most transactions of the console's thread are shorter; for
 * the others, and for those of other programs, the queue tries again.
 */
export const HOT_BUSY_MS = 50;

/**
 * Opens a connection as every part of this process does.
 *
 * @param timeout for the lock, in milliseconds
 * @throws Error when the file cannot be opened, or is no database
 */
export function openConnection(file: string, timeout: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout, enableForeignKeyConstraints: true });
  // WAL: readers and the writer do not wait for each other. NORMAL: a commit survives the end of this process at any
  // moment; only a power cut may take the last ones, which the ledger's groups prevent by a sync of their own (log-sync.ts).
  // The log is carried over into the file by a thread of its own (storage.ts): on this one calls would wait for it.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0',
  );
  return database;
}
