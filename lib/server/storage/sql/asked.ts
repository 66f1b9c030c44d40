import type { Kysely, Transaction } from 'kysely';
import type { MessageIndex } from '#lib/server/storage/message-index.ts';
import { storageUnavailable } from '#lib/server/storage/write-queue.ts';
import type { Database } from './schema.ts';

/** Two ways to the same tables. */
export interface Connections {
  /** What calls ask for before they may go on: nothing slow ever stands before them here. */
  readonly calls: Kysely<Database>;
  /** What the console reads, and every change. */
  readonly console: Kysely<Database>;
  /** How this database finds messages by their words. */
  readonly messageIndex: MessageIndex;
}

/** What a call asks for. @throws ApiError 503 `storage_unavailable`, whatever the reason */
export async function askedByCall<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw storageUnavailable(cause);
  }
}

/** Several statements, all or none of them; on a transaction that has begun already they are part of it. */
export const inTransaction = <T>(
  database: Kysely<Database>,
  work: (transaction: Kysely<Database> | Transaction<Database>) => Promise<T>,
): Promise<T> => (database.isTransaction ? work(database) : database.transaction().execute(work));
